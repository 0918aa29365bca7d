// SPDX-License-Identifier: Apache-2.0
#include "backend/query/list_sql.h"
#include "backend/query/resource_tables.h"
#include "backend/query/thread_sql.h"

namespace heddle::query {
namespace {

constexpr std::size_t kAssistantColumns = 8;

std::string orEmpty(bool there, const std::string& column) {
  return there ? "coalesce(" + column + ", '{}')::text" : std::string("'{}'");
}

}  // namespace

ListStatement assistantsPageSql(const Capabilities& capabilities, const AssistantQuery& query) {
  return pageSql(assistantsSchema(), capabilities, query);
}

Page<AssistantRecord> assistantsPageFrom(const ListStatement& statement, const std::vector<Row>& rows) {
  return pageFrom(statement, rows, assistantFrom);
}

std::string assistantsBeyondSql(const Capabilities& capabilities, const AssistantQuery& query,
                                const Key& top) {
  return beyondSql(assistantsSchema(), capabilities, query, top);
}

std::string assistantsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids,
                              const AssistantQuery& query) {
  return byIdSql(assistantsSchema(), capabilities, ids, query);
}

AssistantRecord rereadAssistantFrom(const Row& row) {
  auto assistant = assistantFrom(row);
  assistant.matches = flagAt(row, kAssistantColumns);
  return assistant;
}

AssistantRecord assistantFrom(const Row& row) {
  AssistantRecord assistant;
  assistant.assistantId = textAt(row, 0);
  assistant.name = textAt(row, 1);
  assistant.graphId = textAt(row, 2);
  assistant.description = textAt(row, 3);
  assistant.version = intAt(row, 4);
  assistant.createdAt = microsAt(row, 5).value_or(0);
  assistant.updatedAt = microsAt(row, 6).value_or(0);
  assistant.isSystem = flagAt(row, 7);
  return assistant;
}

std::string assistantDetailSql(const Capabilities& capabilities, const std::string& assistantId) {
  return "select " + assistantsSchema().projection(capabilities) + ", a.config::text, " +
         orEmpty(capabilities.assistantContext, "a.context") + ", a.metadata::text from " +
         schemaTable(capabilities, "assistant") +
         " a where a.assistant_id = " + objectId(capabilities, assistantId);
}

AssistantDetail assistantDetailFrom(const Row& row) {
  AssistantDetail detail;
  detail.row = assistantFrom(row);
  detail.config = textAt(row, kAssistantColumns);
  detail.context = textAt(row, kAssistantColumns + 1);
  detail.metadata = textAt(row, kAssistantColumns + 2);
  return detail;
}

std::string assistantVersionsSql(const Capabilities& capabilities, const std::string& assistantId) {
  return "select v.version::text, v.graph_id, " + std::string(capabilities.versionName ? "v.name" : "null") +
         ", " + (capabilities.versionDescription ? "v.description" : "null") + ", v.config::text, " +
         orEmpty(capabilities.versionContext, "v.context") + ", v.metadata::text, " +
         microsOf("v.created_at") + " from " + schemaTable(capabilities, "assistant_versions") +
         " v where v.assistant_id = " + objectId(capabilities, assistantId) +
         " order by v.version desc limit 200";
}

AssistantVersion assistantVersionFrom(const Row& row) {
  AssistantVersion version;
  version.version = intAt(row, 0);
  version.graphId = textAt(row, 1);
  version.name = textAt(row, 2);
  version.description = textAt(row, 3);
  version.config = textAt(row, 4);
  version.context = textAt(row, 5);
  version.metadata = textAt(row, 6);
  version.createdAt = microsAt(row, 7).value_or(0);
  return version;
}

}  // namespace heddle::query
