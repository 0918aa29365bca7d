// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"
#include "backend/query/run_sql.h"
#include "backend/query/sql_text.h"

#include <string>
#include <vector>

namespace heddle::query {

/// One page of threads; never touches values, interrupts or metadata as a whole.
ListStatement threadsPageSql(const Capabilities& capabilities, const ThreadQuery& query);
Page<ThreadRecord> threadsPageFrom(const ListStatement& statement, const std::vector<Row>& rows);
std::string threadsBeyondSql(const Capabilities& capabilities, const ThreadQuery& query, const Key& top);
std::string threadsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids,
                           const ThreadQuery& query = {});
ThreadRecord rereadThreadFrom(const Row& row);
ThreadRecord threadFrom(const Row& row);
std::string threadDetailSql(const Capabilities& capabilities, const std::string& threadId);
ThreadDetail threadDetailFrom(const Row& row);

ListStatement assistantsPageSql(const Capabilities& capabilities, const AssistantQuery& query);
Page<AssistantRecord> assistantsPageFrom(const ListStatement& statement, const std::vector<Row>& rows);
std::string assistantsBeyondSql(const Capabilities& capabilities, const AssistantQuery& query,
                                const Key& top);
std::string assistantsByIdSql(const Capabilities& capabilities, const std::vector<std::string>& ids,
                              const AssistantQuery& query = {});
AssistantRecord rereadAssistantFrom(const Row& row);
AssistantRecord assistantFrom(const Row& row);
/// The assistant's row followed by config, context and metadata.
std::string assistantDetailSql(const Capabilities& capabilities, const std::string& assistantId);
AssistantDetail assistantDetailFrom(const Row& row);
std::string assistantVersionsSql(const Capabilities& capabilities, const std::string& assistantId);
AssistantVersion assistantVersionFrom(const Row& row);

}  // namespace heddle::query
