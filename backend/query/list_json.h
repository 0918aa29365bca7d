// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/records.h"
#include "backend/wire/value.h"

#include <optional>
#include <string>

namespace heddle::query {

// The rows of lists as JSON, for the command line, copies and exports alike;
// resources/schemas/lists.schema.json describes it, and scripts rely on it: members are added, never renamed.
wire::Value jsonOf(const RunRecord& run);
wire::Value jsonOf(const ThreadRecord& thread);
wire::Value jsonOf(const AssistantRecord& assistant);
wire::Value jsonOf(const CronRecord& cron);
wire::Value jsonOf(const StoreNamespace& space);
wire::Value jsonOf(const StoreItemRecord& item);
/// With its value in full instead of the beginning; a value that was cut is a text.
wire::Value jsonOf(const StoreItemDetail& item);
/// What a version of an assistant says, without its number and time: what two of them are compared by.
wire::Value contentOf(const AssistantVersion& version);

/// 2026-01-31T23:59:59.123456+00:00
std::string isoTime(Micros time);
wire::Value timeValue(std::optional<Micros> time);
wire::Value textValue(const std::string& text);  // empty: null

/// The members' names, or their values, as one line of RFC 4180; without the line's end. What is no text is
/// written as JSON, null as nothing.
std::string csvHead(const wire::Value& row);
std::string csvLine(const wire::Value& row);

}  // namespace heddle::query
