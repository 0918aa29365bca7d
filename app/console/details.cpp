// SPDX-License-Identifier: Apache-2.0
#include "app/console/rows.h"
#include "backend/core/masking.h"
#include "backend/wire/masking.h"
#include "models/format/numbers.h"
#include "models/values/messages.h"
#include "models/values/value_text.h"

#include <algorithm>

namespace heddle::console {

namespace {

using Tree = models::RunDetail::Tree;
using models::qtext;

/// nullptr for null and for text that is not JSON: the Raw tab still has it.
Tree tree(std::string_view json) {
  auto parsed = wire::parseJson(json);
  if (!parsed || parsed->isNull()) return nullptr;
  return std::make_shared<const wire::Value>(std::move(*parsed));
}

/// The arguments without the credentials and the private marks a server may have put among them.
wire::Value withoutAuth(wire::Value value) {
  wire::maskSecrets(value);
  if (!value.isObject()) return value;
  for (auto& [key, member] : value.members()) {
    if (key.starts_with("__") && !member.isNull()) member = wire::Value::ofString(std::string(core::kMask));
    if (member.isObject()) member = withoutAuth(std::move(member));
  }
  return value;
}

/// Input as the caller gave it; a command (resume, goto, update) counts as input too.
Tree inputOf(const wire::Value& kwargs) {
  const wire::Value* command = kwargs.find("command");
  const wire::Value* input = kwargs.find("input");
  if (command == nullptr || command->isNull()) {
    return input == nullptr || input->isNull() ? nullptr : std::make_shared<const wire::Value>(*input);
  }
  wire::Value::Object both;
  both.emplace_back("command", *command);
  if (input != nullptr && !input->isNull()) both.emplace_back("input", *input);
  return std::make_shared<const wire::Value>(wire::Value::ofObject(std::move(both)));
}

Tree configOf(const wire::Value& kwargs) {
  if (!kwargs.isObject()) return nullptr;
  wire::Value::Object rest;
  for (const auto& [key, value] : kwargs.members()) {
    if (key != "input" && key != "command") rest.emplace_back(key, value);
  }
  return std::make_shared<const wire::Value>(wire::Value::ofObject(std::move(rest)));
}

void readError(const std::string& json, models::RunDetail& detail) {
  const Tree error = tree(json);
  if (!error) return;
  if (!error->isObject()) {
    detail.errorText = models::wholeText(*error);
    detail.errorTitle = detail.errorText.section(u'\n', 0, 0);
    return;
  }
  detail.errorTitle = qtext(error->stringAt("error", "Error"));
  detail.errorText = qtext(error->stringAt("message"));
  for (const char* key : {"traceback", "stack"}) {
    const QString trace = qtext(error->stringAt(key));
    if (!trace.isEmpty()) detail.errorText += QStringLiteral("\n\n") + trace;
  }
}

QString rawText(const query::RunDetail& answer, const wire::Value& kwargs) {
  wire::Value::Object raw;
  const auto add = [&raw](const char* key, const std::string& value) {
    raw.emplace_back(key, wire::Value::ofString(value));
  };
  add("run_id", answer.row.runId);
  add("thread_id", answer.row.threadId);
  add("assistant_id", answer.row.assistantId);
  add("status", answer.row.status);
  add("multitask_strategy", answer.row.multitask);
  raw.emplace_back("attempt", wire::Value::ofInt(answer.row.attempt));
  raw.emplace_back("kwargs", kwargs);
  for (const auto& [key, json] :
       {std::pair("metadata", &answer.metadata), std::pair("error", &answer.error)}) {
    const auto parsed = wire::parseJson(*json);
    raw.emplace_back(key, parsed ? *parsed : wire::Value::ofString(*json));
  }
  return qtext(wire::writeJson(wire::Value::ofObject(std::move(raw)), wire::JsonStyle::indented));
}

}  // namespace

QString errorLine(const std::string& stored) {
  models::RunDetail read;
  readError(stored, read);
  if (read.errorTitle.isEmpty())
    return wire::parseJson(stored) ? QString() : qtext(stored).section(u'\n', 0, 0);
  const QString said = read.errorText.section(u'\n', 0, 0);
  return said.isEmpty() || said == read.errorTitle ? read.errorTitle : read.errorTitle + u": " + said;
}

models::RunDetail runDetail(const query::RunDetail& answer) {
  models::RunDetail detail;
  detail.row = runRow(answer.row);
  detail.graph = qtext(answer.row.graphId);
  const auto parsed = wire::parseJson(answer.kwargs);
  const wire::Value kwargs = parsed ? withoutAuth(*parsed) : wire::Value::ofString(answer.kwargs);
  detail.input = inputOf(kwargs);
  detail.config = configOf(kwargs);
  detail.output = tree(answer.output);
  detail.metadata = tree(answer.metadata);
  readError(answer.error, detail);
  if (detail.errorText.isEmpty() && !answer.row.error.empty()) {
    detail.errorText = qtext(answer.row.error);
    detail.errorTitle = detail.errorText.section(u'\n', 0, 0).section(u':', 0, 0);
  }
  detail.raw = rawText(answer, kwargs);
  detail.waitingBehind = answer.waitingBehind;
  detail.truncated = answer.truncated;
  return detail;
}

models::ThreadState threadState(const client::CheckpointContent& content, bool more, bool revealed) {
  models::ThreadState state;
  wire::Value values = content.values;
  state.masked = !revealed && wire::maskSecrets(values);
  state.values = std::make_shared<const wire::Value>(std::move(values));
  state.messages = models::messagesOf(*state.values);
  state.checkpointId = qtext(content.row.checkpointId);
  for (const checkpoint::InterruptState& interrupt : content.state.interrupts) {
    wire::Value asked = interrupt.value;
    if (!revealed) state.masked = wire::maskSecrets(asked) || state.masked;
    state.interrupts.push_back({qtext(interrupt.id),
                                {},
                                asked.isString() ? qtext(asked.string())
                                                 : qtext(wire::writeJson(asked, wire::JsonStyle::indented))});
  }
  std::size_t channels = 0;
  QStringList notes;
  for (const checkpoint::ChannelState& channel : content.state.channels) {
    if (channel.internal) continue;
    ++channels;
    state.encrypted = state.encrypted || channel.value.readability == checkpoint::Readability::encrypted;
    if (!channel.stored) notes.append(qtext(channel.name) + QStringLiteral(": no stored value"));
    if (!channel.value.note.empty())
      notes.append(qtext(channel.name) + QStringLiteral(": ") + qtext(channel.value.note));
  }
  if (state.masked) notes.append(QStringLiteral("what looks like a secret is masked"));
  if (more)
    notes.append(QStringLiteral("large values are being read"));
  else if (content.truncated)
    notes.append(QStringLiteral("values above the size cap are left out"));
  const QString place =
      content.source == client::Source::redis ? QStringLiteral("Redis") : QStringLiteral("Postgres");
  state.note = QStringLiteral("Read from %1 · %2")
                   .arg(place, models::countText(static_cast<qint64>(channels), QStringLiteral("channel")));
  if (!notes.isEmpty()) state.note += QStringLiteral(" · ") + notes.join(QStringLiteral(" · "));
  return state;
}

}  // namespace heddle::console
