// SPDX-License-Identifier: Apache-2.0
#include "backend/query/filter/list_schema.h"
#include "backend/query/filter/schema_sql.h"
#include "backend/query/list_json.h"
#include "backend/query/thread_sql.h"

// Alias: a assistant.
namespace heddle::query {
namespace {

using Can = Capabilities;

std::string metadata(const Can&) {
  return "a.metadata";
}
std::string created(const Can&) {
  return "a.created_at";
}
std::string graph(const Can&) {
  return "a.graph_id";
}
std::string nameOf(const Can& can) {
  return keptIf(can.assistantName, "a.name");
}
std::string description(const Can& can) {
  return keptIf(can.assistantDescription, "left(a.description, 1000)");
}

std::string projection(const Can& can) {
  return "a.assistant_id::text, " + std::string(can.assistantName ? "a.name" : "null") + ", a.graph_id, " +
         (can.assistantDescription ? "left(a.description, 1000)" : "null") + ", a.version::text, " +
         microsOf("a.created_at") + ", " + microsOf("a.updated_at") +
         ", (a.metadata->>'created_by' = 'system')::text";
}

bool ordered(const Can&, std::string_view column) {
  return column == "created_at";
}

std::vector<Field> fields() {
  using Kind = FieldKind;
  return {
      {.name = "id",
       .about = "Assistant id, whole or its beginning",
       .kind = Kind::id,
       .sql = [](const Can&) { return std::string("a.assistant_id"); },
       .fewRows = true,
       .prefixed = true},
      {.name = "name", .about = "Its name", .kind = Kind::name, .sql = nameOf},
      {.name = "graph", .about = "Graph it configures", .kind = Kind::name, .sql = graph},
      {.name = "version",
       .about = "Version in force",
       .kind = Kind::number,
       .sql = [](const Can&) { return std::string("a.version"); }},
      {.name = "created", .about = "When it was created", .kind = Kind::time, .sql = created},
      {.name = "age", .about = "How long ago it was created", .kind = Kind::age, .sql = created},
      {.name = "updated",
       .about = "When it was changed last",
       .kind = Kind::time,
       .sql = [](const Can&) { return std::string("a.updated_at"); }},
      {.name = "description", .about = "Text of its description", .kind = Kind::text, .sql = description},
      {.name = "meta",
       .about = "A value of its metadata: meta.key",
       .kind = Kind::json,
       .sql = metadata,
       .indexedJson = true},
      {.name = "config",
       .about = "A value of its configuration: config.configurable.key",
       .kind = Kind::json,
       .sql = [](const Can&) { return std::string("a.config"); }},
      {.name = "tag",
       .about = "A tag in its metadata",
       .kind = Kind::tag,
       .sql = metadata,
       .indexedJson = true},
      {.name = "has",
       .about = "What it has",
       .kind = Kind::flag,
       .words = {{"system", "been made by the server for a graph",
                  [](const Can&) { return std::string("a.metadata->>'created_by' = 'system'"); }},
                 {"description", "a description",
                  [](const Can& can) { return keptIf(can.assistantDescription, "a.description <> ''"); }},
                 {"meta.", "a value in its metadata", metadata}}},
  };
}

}  // namespace

const ListSchema& assistantsSchema() {
  static const ListSchema schema{.name = "assistants",
                                 .one = "assistant",
                                 .part = Part::assistants,
                                 .alias = "a",
                                 .table = "assistant",
                                 .idColumn = "assistant_id",
                                 .fields = fields(),
                                 .freeText = {"id", "name", "graph", "description"},
                                 .projection = projection,
                                 .columns = 8,
                                 .json = [](const Row& row) { return jsonOf(assistantFrom(row)); },
                                 .ordered = ordered};
  return schema;
}

}  // namespace heddle::query
