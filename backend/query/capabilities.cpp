// SPDX-License-Identifier: Apache-2.0
#include "backend/query/capabilities.h"

#include "backend/query/flavour_words.h"
#include "backend/query/sql_text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace heddle::query {
namespace {

/// The columns of one schema, by table.
class Shape {
 public:
  void add(const CatalogueColumn& column) { tables_[column.table][column.column] = column.type; }
  bool has(const std::string& table) const { return tables_.contains(table); }
  bool has(const std::string& table, const std::string& column) const { return !type(table, column).empty(); }
  std::string type(const std::string& table, const std::string& column) const {
    const auto found = tables_.find(table);
    if (found == tables_.end()) return {};
    const auto cell = found->second.find(column);
    return cell == found->second.end() ? std::string() : cell->second;
  }

 private:
  std::map<std::string, std::map<std::string, std::string>> tables_;
};

/// What a server's tables are recognised by: its three lists.
constexpr std::pair<const char*, const char*> kServerTables[] = {
    {"run", "kwargs"}, {"thread", "metadata"}, {"assistant", "assistant_id"}};

std::vector<std::string> missingTables(const Shape& shape) {
  std::vector<std::string> missing;
  for (const auto& [table, column] : kServerTables) {
    if (!shape.has(table, column)) missing.emplace_back(table);
  }
  return missing;
}

Flavour flavourOf(const Shape& shape) {
  // One may be away for a while, or out of the login's sight.
  const bool officialTables = missingTables(shape).size() <= 1;
  if (shape.has("heddle_meta") && officialTables) return Flavour::heddle;
  if (shape.has("alembic_version") && shape.has("runs", "claimed_by")) return Flavour::aegra;
  if (shape.has("thread", "metadata_json") && shape.has("runs")) return Flavour::aegra;
  const bool officialCheckpoints =
      !shape.has("checkpoints") || shape.type("checkpoints", "checkpoint_id") == "uuid";
  if (officialTables && shape.has("schema_migrations", "dirty") && officialCheckpoints)
    return Flavour::official;
  if (officialTables) return Flavour::derivative;
  if (!shape.has("checkpoints", "checkpoint") || !shape.has("checkpoints", "thread_id"))
    return Flavour::unknown;
  if (!shape.has("checkpoints", "checkpoint_id")) return Flavour::shallowSaver;
  if (shape.has("checkpoint_writes", "task_path")) return Flavour::pythonSaver;
  // Early Python databases lack task_path too; without a ledger value the store's spelling decides.
  return shape.has("store", "prefix") ? Flavour::pythonSaver : Flavour::jsSaver;
}

constexpr std::string_view kTelling[] = {"heddle_meta", "run", "runs", "thread", "checkpoints", "assistant"};

/// The schema that tells most: first of the search path that we know something of, else the first other one.
/// A stranger's table with a name of ours does not hide what is known elsewhere.
std::string chooseSchema(const std::vector<CatalogueColumn>& columns) {
  std::map<std::pair<int, std::string>, Shape> candidates;  // by place, then name
  std::set<std::string> telling;
  for (const auto& column : columns) {
    if (std::find(std::begin(kTelling), std::end(kTelling), column.table) != std::end(kTelling))
      telling.insert(column.schema);
  }
  for (const auto& column : columns) {
    const int place = column.searchPosition > 0 ? column.searchPosition : 1'000'000;
    if (telling.contains(column.schema)) candidates[{place, column.schema}].add(column);
  }
  for (const auto& [place, shape] : candidates) {
    if (flavourOf(shape) != Flavour::unknown) return place.second;
  }
  return candidates.empty() ? std::string() : candidates.begin()->first.second;
}

bool isServer(Flavour flavour) {
  return flavour == Flavour::heddle || flavour == Flavour::official || flavour == Flavour::derivative;
}

void readColumns(Capabilities& out, const Shape& shape) {
  const bool official = isServer(out.flavour);
  const bool aegra = out.flavour == Flavour::aegra;
  out.runs = (official && shape.has("run")) || (aegra && shape.has("runs"));
  out.threads = (official || aegra) && shape.has("thread");
  out.assistants = (official || aegra) && shape.has("assistant");
  out.assistantVersions = (official || aegra) && shape.has("assistant_versions");
  out.textIds = aegra && shape.type("runs", "run_id") != "uuid";
  out.runContext = aegra && shape.has("runs", "context");
  out.runExecution = aegra && shape.has("runs", "execution_params");
  out.runErrorMessage = aegra && shape.has("runs", "error_message");
  out.crons = official && shape.has("cron", "schedule") && shape.has("cron", "created_at");
  out.cronEnabled = shape.has("cron", "enabled");
  out.cronZone = shape.has("cron", "timezone");
  out.cronKeeps = shape.has("cron", "on_run_completed");
  out.storeIsJs = shape.has("store", "namespace_path");
  out.store = (out.storeIsJs || shape.has("store", "prefix")) && shape.has("store", "value");
  out.storeTimes = shape.has("store", "updated_at") && shape.has("store", "created_at");
  out.storeExpires = shape.has("store", "expires_at");
  out.storeTtl = shape.has("store", "ttl_minutes");
  out.cronFires = out.flavour == Flavour::heddle && out.runs && shape.has("heddle_cron_fire", "run_id");
  out.slots = out.flavour == Flavour::heddle && shape.has("heddle_run_slot") && shape.has("heddle_run_wait");
  out.heddleRun =
      out.flavour == Flavour::heddle && shape.has("heddle_run") && shape.has("heddle_thread_state");
  out.checkpoints = shape.has("checkpoints", "checkpoint") && shape.has("checkpoints", "thread_id");
  out.shallow = out.checkpoints && !shape.has("checkpoints", "checkpoint_id");
  out.checkpointBlobs = out.checkpoints && shape.has("checkpoint_blobs", "blob") &&
                        (out.shallow || shape.has("checkpoint_blobs", "version"));
  out.checkpointWrites = out.checkpoints && shape.has("checkpoint_writes", "task_id");
  out.checkpointIdIsUuid = shape.type("checkpoints", "checkpoint_id") == "uuid";
  out.threadIdIsUuid = shape.type("checkpoints", "thread_id") == "uuid";
  out.taskPath = shape.has("checkpoint_writes", "task_path");
  out.checkpointRunId = shape.has("checkpoints", "run_id");
  out.runKwargs = aegra || shape.has("run", "kwargs");
  out.threadInterrupts = shape.has("thread", "interrupts");
  out.threadError = shape.has("thread", "error");
  out.threadConfig = shape.has("thread", "config");
  out.threadStateUpdatedAt = shape.has("thread", "state_updated_at");
  out.assistantName = shape.has("assistant", "name");
  out.assistantDescription = shape.has("assistant", "description");
  out.assistantContext = shape.has("assistant", "context");
  out.versionName = shape.has("assistant_versions", "name");
  out.versionDescription = shape.has("assistant_versions", "description");
  out.versionContext = shape.has("assistant_versions", "context");
}

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string catalogueSql() {
  return "select n.nspname::text, c.relname::text, a.attname::text, t.typname::text,"
         " coalesce(array_position(current_schemas(false), n.nspname), 0)::text"
         " from pg_catalog.pg_class c"
         " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
         " join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
         " join pg_catalog.pg_type t on t.oid = a.atttypid"
         " where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition"
         " and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'"
         " order by 1, 2, a.attnum limit 20000";
}

Capabilities decide(const std::vector<CatalogueColumn>& columns) {
  Capabilities out;
  if (columns.empty()) {
    out.sentence = sentenceFor(out.flavour);
    return out;
  }
  const auto schema = chooseSchema(columns);
  out.flavour = Flavour::unknown;
  if (!schema.empty()) {
    Shape shape;
    for (const auto& column : columns) {
      if (column.schema == schema) shape.add(column);
    }
    out.schema = schema;
    out.flavour = flavourOf(shape);
    readColumns(out, shape);
    if (isServer(out.flavour)) {
      for (const auto& table : missingTables(shape))
        out.warnings.push_back(
            "The table " + table +
            " is not there, or the login may not see it: what is read from it stays empty.");
    }
    // A saver's database tells whose by its ledger: read it where there is one.
    out.schemaVersion = shape.has("checkpoint_migrations", "v") || shape.has("alembic_version", "version_num")
                            ? std::optional<std::int64_t>(-1)
                            : std::nullopt;
  }
  out.sentence = sentenceFor(out.flavour);
  return out;
}

std::string ledgerSql(const Capabilities& capabilities) {
  const auto schema = identifier(capabilities.schema);
  switch (capabilities.flavour) {
    case Flavour::heddle:
      return "select key, value from " + schema + ".heddle_meta";
    case Flavour::official:
      return "select 'schema_version', max(version)::text from " + schema +
             ".schema_migrations union all select 'dirty', bool_or(dirty)::text from " + schema +
             ".schema_migrations";
    case Flavour::aegra:
      if (!capabilities.schemaVersion) return {};
      return "select 'revision', min(version_num) from " + schema + ".alembic_version";
    case Flavour::pythonSaver:
    case Flavour::jsSaver:
    case Flavour::shallowSaver:
      if (!capabilities.schemaVersion) return {};
      return "select 'saver_version', max(v)::text from " + schema + ".checkpoint_migrations";
    default:
      return {};
  }
}

void applyLedger(Capabilities& capabilities, const std::vector<std::pair<std::string, std::string>>& rows) {
  capabilities.schemaVersion.reset();
  for (const auto& [key, value] : rows) {
    if (key == "server_version" || key == "revision") capabilities.serverVersion = value;
    if (key == "schema_version" || key == "saver_version") capabilities.schemaVersion = number(value);
    if (key == "dirty" && flagAt(Row{value}, 0)) {
      capabilities.warnings.push_back(
          "A migration of this database did not finish (its ledger is marked dirty).");
    }
    if (key == "product" && value != "heddle") {
      capabilities.flavour = Flavour::derivative;
      capabilities.slots = capabilities.heddleRun = capabilities.cronFires = false;
      capabilities.sentence = sentenceFor(Flavour::derivative);
    }
  }
  // Python savers reach step 9 and had at least 5 since they know task_path; JavaScript ones end at 4.
  if (capabilities.flavour == Flavour::jsSaver && capabilities.schemaVersion.value_or(0) > 4) {
    capabilities.flavour = Flavour::pythonSaver;
    capabilities.sentence = sentenceFor(Flavour::pythonSaver);
  }
  if (capabilities.flavour == Flavour::official &&
      capabilities.schemaVersion.value_or(0) > kNewestOfficialMigration) {
    capabilities.warnings.push_back(
        "Its schema is newer (migration " + std::to_string(*capabilities.schemaVersion) +
        ") than the newest one tried (" + std::to_string(kNewestOfficialMigration) + ").");
  }
}

}  // namespace heddle::query
