// SPDX-License-Identifier: Apache-2.0
#include "backend/query/capabilities.h"

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

constexpr std::string_view kTelling[] = {"heddle_meta", "run", "runs", "thread", "checkpoints", "assistant"};

/// The schema that tells most: first of the search path with a table we know, else the first other one.
std::string chooseSchema(const std::vector<CatalogueColumn>& columns) {
  std::string chosen;
  int best = 0;
  for (const auto& column : columns) {
    if (std::find(std::begin(kTelling), std::end(kTelling), column.table) == std::end(kTelling)) continue;
    const int place = column.searchPosition > 0 ? column.searchPosition : 1'000'000;
    if (chosen.empty() || place < best || (place == best && column.schema < chosen)) {
      chosen = column.schema;
      best = place;
    }
  }
  return chosen;
}

Flavour flavourOf(const Shape& shape) {
  const bool officialTables =
      shape.has("run", "kwargs") && shape.has("thread", "metadata") && shape.has("assistant");
  if (shape.has("heddle_meta") && officialTables) return Flavour::heddle;
  if (shape.has("alembic_version") && shape.has("runs", "claimed_by")) return Flavour::aegra;
  if (shape.has("thread", "metadata_json") && shape.has("runs")) return Flavour::aegra;
  const bool officialCheckpoints =
      !shape.has("checkpoints") || shape.type("checkpoints", "checkpoint_id") == "uuid";
  if (officialTables && shape.has("schema_migrations", "dirty") && officialCheckpoints)
    return Flavour::official;
  if (officialTables) return Flavour::derivative;
  if (shape.has("checkpoints") && !shape.has("checkpoints", "checkpoint_id")) return Flavour::shallowSaver;
  if (shape.has("checkpoints") && shape.has("checkpoint_writes", "task_path")) return Flavour::pythonSaver;
  // Early Python databases lack task_path too; without a ledger value the store's spelling decides.
  if (shape.has("checkpoints")) return shape.has("store", "prefix") ? Flavour::pythonSaver : Flavour::jsSaver;
  return Flavour::unknown;
}

std::string sentenceFor(Flavour flavour) {
  switch (flavour) {
    case Flavour::heddle:
      return "A Heddle server's database.";
    case Flavour::official:
      return "An Agent Server's database (licensed server of the vendor).";
    case Flavour::derivative:
      return "A database with the Agent Server's table names, but made by another program; lists are read "
             "from what is there.";
    case Flavour::aegra:
      return "An Aegra server's database; its runs and threads are browsable as raw tables, its checkpoints "
             "as state.";
    case Flavour::pythonSaver:
      return "Tables of LangGraph's Python checkpointer only: there are states to read, but no runs.";
    case Flavour::jsSaver:
      return "Tables of LangGraph's JavaScript checkpointer only: there are states to read, but no runs.";
    case Flavour::shallowSaver:
      return "Tables of LangGraph's shallow checkpointer: one state per thread without history, browsable as "
             "raw tables.";
    case Flavour::unknown:
      return "No LangGraph schema that is known here; the tables are browsable as they are.";
    case Flavour::empty:
      return "This database holds no tables that the login can see.";
  }
  return {};
}

void readColumns(Capabilities& out, const Shape& shape) {
  const bool official = out.flavour == Flavour::heddle || out.flavour == Flavour::official ||
                        out.flavour == Flavour::derivative;
  out.runs = official && shape.has("run");
  out.threads = official && shape.has("thread");
  out.assistants = official && shape.has("assistant");
  out.assistantVersions = official && shape.has("assistant_versions");
  out.crons = official && shape.has("cron");
  out.slots = out.flavour == Flavour::heddle && shape.has("heddle_run_slot") && shape.has("heddle_run_wait");
  out.heddleRun =
      out.flavour == Flavour::heddle && shape.has("heddle_run") && shape.has("heddle_thread_state");
  out.checkpoints = shape.has("checkpoints", "checkpoint_id");
  out.checkpointBlobs = out.checkpoints && shape.has("checkpoint_blobs", "version");
  out.checkpointWrites = out.checkpoints && shape.has("checkpoint_writes", "task_id");
  out.checkpointIdIsUuid = shape.type("checkpoints", "checkpoint_id") == "uuid";
  out.threadIdIsUuid = shape.type("checkpoints", "thread_id") == "uuid";
  out.taskPath = shape.has("checkpoint_writes", "task_path");
  out.checkpointRunId = shape.has("checkpoints", "run_id");
  out.runKwargs = shape.has("run", "kwargs");
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

std::string_view word(Flavour flavour) {
  switch (flavour) {
    case Flavour::heddle:
      return "heddle";
    case Flavour::official:
      return "official";
    case Flavour::derivative:
      return "derivative";
    case Flavour::aegra:
      return "aegra";
    case Flavour::pythonSaver:
      return "python-saver";
    case Flavour::jsSaver:
      return "js-saver";
    case Flavour::shallowSaver:
      return "shallow-saver";
    case Flavour::unknown:
      return "unknown";
    case Flavour::empty:
      return "empty";
  }
  return {};
}

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
    // A saver's database tells whose by its ledger: read it where there is one.
    out.schemaVersion = shape.has("checkpoint_migrations") ? std::optional<std::int64_t>(-1) : std::nullopt;
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
    case Flavour::pythonSaver:
    case Flavour::jsSaver:
      if (!capabilities.schemaVersion) return {};
      return "select 'saver_version', max(v)::text from " + schema + ".checkpoint_migrations";
    default:
      return {};
  }
}

void applyLedger(Capabilities& capabilities, const std::vector<std::pair<std::string, std::string>>& rows) {
  capabilities.schemaVersion.reset();
  for (const auto& [key, value] : rows) {
    if (key == "server_version") capabilities.serverVersion = value;
    if (key == "schema_version" || key == "saver_version") capabilities.schemaVersion = number(value);
    if (key == "dirty" && flagAt(Row{value}, 0)) {
      capabilities.warnings.push_back(
          "A migration of this database did not finish (its ledger is marked dirty).");
    }
    if (key == "product" && value != "heddle") {
      capabilities.flavour = Flavour::derivative;
      capabilities.slots = capabilities.heddleRun = false;
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
