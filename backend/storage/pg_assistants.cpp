// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_assistants.h"

#include "backend/storage/errors.h"
#include "backend/storage/search_sql.h"

#include <map>
#include <utility>

namespace heddle::storage {
namespace {

const std::vector<ObjectField> kAssistantFields{{"assistant_id", "a.assistant_id"},
                                                {"graph_id", "a.graph_id"},
                                                {"config", "a.config"},
                                                {"context", "a.context"},
                                                {"created_at", "heddle_iso_v1(a.created_at)"},
                                                {"updated_at", "heddle_iso_v1(a.updated_at)"},
                                                {"metadata", "a.metadata"},
                                                {"version", "a.version"},
                                                {"name", "a.name"},
                                                {"description", "a.description"}};

const std::string kVersionColumns =
    "assistant_versions (assistant_id, version, graph_id, name, description, config, context, metadata) "
    "select assistant_id, version, graph_id, name, description, config, context, metadata from ";

core::Error missingAssistant() {
  return {core::ErrorCode::notFound, "Assistant not found"};
}

core::Result<core::JsonText> firstOr(const Rows& rows, core::Error error) {
  if (rows.empty()) return error;
  return core::JsonText{rows.text(0, 0)};
}

Search searchOf(const core::AssistantSearch& query) {
  Search search(objectSql(kAssistantFields, query.select), "assistant a");
  search.contains("a.metadata", query.metadata);
  if (query.graphId) search.where("a.graph_id = ?", *query.graphId);
  if (query.name) search.where("a.name ilike ?", likeAnywhere(*query.name));
  search.visible("a.metadata", "a.assistant_id", query.access);
  return search;
}

std::string orderOf(const core::AssistantSearch& query) {
  static const std::map<std::string, std::string> columns{{"assistant_id", "a.assistant_id"},
                                                          {"created_at", "a.created_at"},
                                                          {"updated_at", "a.updated_at"},
                                                          {"name", "a.name"},
                                                          {"graph_id", "a.graph_id"}};
  const auto column = columns.find(query.sortBy);
  const std::string way = query.ascending ? " asc" : " desc";
  return (column == columns.end() ? "a.created_at" : column->second) + way + ", a.assistant_id" + way;
}

}  // namespace

core::Task<core::Result<core::JsonText>> PgAssistants::create(core::AssistantCreate request) {
  static const Statement insert{
      "assistant_create",
      "with made as (insert into assistant (assistant_id, graph_id, name, description, config, "
      "context, metadata) values ($1::uuid, $2, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb) "
      "on conflict do nothing returning *), "
      "kept as (insert into " +
          kVersionColumns + "made) select " + objectSql(kAssistantFields) + " from made a"};
  const core::AssistantId id = request.id.value_or(core::AssistantId{core::Uuid::random()});
  Params params;
  params.text(id.text()).text(request.graphId).text(request.name).maybeText(request.description);
  params.json(request.config).json(request.context).json(request.metadata);
  const Rows rows = co_await database_.api().repeatable(insert, std::move(params));
  if (rows.empty() && request.returnExisting) co_return co_await get(id);
  co_return firstOr(rows, {core::ErrorCode::conflict, "Assistant already exists"});
}

core::Task<core::Result<core::JsonText>> PgAssistants::get(core::AssistantId id) {
  static const Statement select{"assistant_get", "select " + objectSql(kAssistantFields) +
                                                     " from assistant a where a.assistant_id = $1::uuid"};
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().repeatable(select, std::move(params));
  co_return firstOr(rows, missingAssistant());
}

core::Task<core::Result<core::JsonText>> PgAssistants::update(core::AssistantId id,
                                                              core::AssistantPatch patch) {
  // The lock comes first and alone, so that the second statement sees every version made before.
  static const Statement lock{"assistant_lock",
                              "select 1 from assistant where assistant_id = $1::uuid for update"};
  static const Statement change{
      "assistant_update",
      "with made as (update assistant x set graph_id = coalesce($2, x.graph_id), name = coalesce($3, "
      "x.name), "
      "description = coalesce($4, x.description), config = coalesce($5::jsonb, x.config), "
      "context = coalesce($6::jsonb, x.context), metadata = x.metadata || coalesce($7::jsonb, '{}'), "
      "updated_at = clock_timestamp(), version = 1 + (select coalesce(max(v.version), x.version) from "
      "assistant_versions v where v.assistant_id = x.assistant_id) where x.assistant_id = $1::uuid returning "
      "*), "
      "kept as (insert into " +
          kVersionColumns + "made) select " + objectSql(kAssistantFields) + " from made a"};
  Params who, params;
  who.text(id.text());
  params.text(id.text()).maybeText(patch.graphId).maybeText(patch.name).maybeText(patch.description);
  params.maybeJson(patch.config).maybeJson(patch.context).maybeJson(patch.metadata);
  std::vector<Step> steps;
  steps.push_back({lock, std::move(who)});
  steps.push_back({change, std::move(params)});
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  co_return firstOr(answers[1], missingAssistant());
}

core::Task<core::Result<void>> PgAssistants::remove(core::AssistantId id, bool deleteThreads) {
  static const Statement statement{"assistant_remove",
                                   "select heddle_remove_assistant_v1($1::uuid, $2::boolean)"};
  Params params;
  params.text(id.text()).boolean(deleteThreads);
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  if (!rows.boolean(0, 0)) co_return missingAssistant();
  co_return core::Result<void>{};
}

core::Task<core::Page> PgAssistants::search(core::AssistantSearch query) {
  Step step = searchOf(query).page(orderOf(query), query.limit, query.offset);
  const Rows rows = co_await database_.api().repeatable(std::move(step.statement), std::move(step.params));
  co_return pageOf(rows, query.limit);
}

core::Task<std::int64_t> PgAssistants::count(core::AssistantSearch query) {
  Step step = searchOf(query).count();
  const Rows rows = co_await database_.api().repeatable(std::move(step.statement), std::move(step.params));
  co_return rows.integer(0, 0);
}

core::Task<core::Result<core::Page>> PgAssistants::versions(core::AssistantId id, core::JsonText metadata,
                                                            int limit, int offset) {
  static const std::string object = [] {
    std::vector<ObjectField> fields = kAssistantFields;
    std::erase_if(fields, [](const ObjectField& field) { return field.name == "updated_at"; });
    return objectSql(fields);
  }();
  Search search(object, "assistant_versions a");
  search.where("a.assistant_id = ?::uuid", id.text()).contains("a.metadata", metadata);
  Step step = std::move(search).page("a.version desc", limit, offset);
  const Rows rows = co_await database_.api().repeatable(std::move(step.statement), std::move(step.params));
  if (rows.empty() && !(co_await graphOf(id))) co_return missingAssistant();
  co_return pageOf(rows, limit);
}

core::Task<core::Result<core::JsonText>> PgAssistants::setLatest(core::AssistantId id, int version) {
  static const Statement statement{
      "assistant_latest",
      "with made as (update assistant x set graph_id = v.graph_id, name = v.name, description = "
      "v.description, "
      "config = v.config, context = v.context, metadata = v.metadata, version = v.version, "
      "updated_at = clock_timestamp() from assistant_versions v where x.assistant_id = $1::uuid and "
      "v.assistant_id = x.assistant_id and v.version = $2::int returning x.*) select " +
          objectSql(kAssistantFields) + " from made a"};
  Params params;
  params.text(id.text()).integer(version);
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  co_return firstOr(rows, {core::ErrorCode::notFound, "Assistant version not found"});
}

core::Task<void> PgAssistants::ensureSystem(std::vector<std::string> graphIds) {
  for (const std::string& graph : graphIds) {
    core::AssistantCreate request;
    request.id = core::AssistantId{core::Uuid::named(core::kAssistantSpace, graph)};
    request.graphId = request.name = graph;
    request.metadata.text = R"({"created_by": "system"})";
    request.returnExisting = true;
    co_await create(std::move(request));
  }
}

core::Task<core::Sight> PgAssistants::sight(core::AssistantId id, core::AccessFilter filter) {
  Search all("1", "assistant a");
  all.where("a.assistant_id = ?::uuid", id.text());
  Search seen = all;
  seen.visible("a.metadata", "a.assistant_id", filter);
  std::vector<Step> steps = sightSteps(std::move(all), std::move(seen));
  const std::vector<Rows> answers = co_await database_.api().batch(std::move(steps));
  co_return sightFrom(answers);
}

core::Task<std::optional<std::string>> PgAssistants::graphOf(core::AssistantId id) {
  static const Statement select{"assistant_graph",
                                "select graph_id from assistant where assistant_id = $1::uuid"};
  Params params;
  params.text(id.text());
  const Rows rows = co_await database_.api().repeatable(select, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  co_return rows.text(0, 0);
}

}  // namespace heddle::storage
