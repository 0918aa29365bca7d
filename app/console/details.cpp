// SPDX-License-Identifier: Apache-2.0
#include "app/console/masked_tree.h"
#include "app/console/rows.h"
#include "backend/core/masking.h"
#include "backend/wire/masking.h"
#include "models/format/numbers.h"
#include "models/values/messages.h"
#include "models/values/value_text.h"

#include <algorithm>
#include <optional>

namespace heddle::console {

namespace {

using models::qtext;

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
std::optional<wire::Value> inputOf(const wire::Value& kwargs) {
  const auto given = [&kwargs](const char* key) {
    const wire::Value* value = kwargs.find(key);
    return value == nullptr || value->isNull() ? std::nullopt : std::optional(*value);
  };
  const auto command = given("command"), input = given("input");
  if (!command) return input;
  wire::Value::Object both{{"command", *command}};
  if (input) both.emplace_back("input", *input);
  return wire::Value::ofObject(std::move(both));
}

/// Masked by the rules of the arguments, and as it came if that hides something.
models::MaskedValue maskedInput(const wire::Value& stored, const wire::Value& kwargs) {
  auto shown = inputOf(kwargs), clear = inputOf(stored);
  if (!shown) return {};
  const bool hides = *shown != *clear;
  return {std::make_shared<const wire::Value>(std::move(*shown)),
          hides ? std::make_shared<const wire::Value>(std::move(*clear)) : nullptr};
}

void readError(const std::string& json, models::RunDetail& detail) {
  const auto error = wire::parseJson(wire::withoutSecrets(json));
  if (!error || error->isNull()) return;
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
    const auto masked = maskedJson(*json).shown;
    raw.emplace_back(key, masked ? *masked : wire::Value());
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
  const auto stored = wire::parseJson(answer.kwargs);
  const wire::Value kwargs =
      stored ? withoutAuth(*stored) : wire::Value::ofString(wire::withoutSecrets(answer.kwargs));
  if (stored) detail.input = maskedInput(*stored, kwargs);
  detail.output = maskedJson(answer.output);
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
