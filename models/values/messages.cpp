// SPDX-License-Identifier: Apache-2.0
#include "models/values/messages.h"

#include "models/values/value_text.h"

#include <algorithm>

#include <QStringList>

namespace heddle::models {

namespace {

/// `{"lc": 1, "type": "constructor", "id": […, "AIMessage"], "kwargs": {…}}` holds the message in kwargs.
const wire::Value& fields(const wire::Value& message) {
  const wire::Value* kwargs = message.find("kwargs");
  return kwargs != nullptr && message.find("lc") != nullptr ? *kwargs : message;
}

QString lastWord(const wire::Value& message) {
  if (const wire::Value* id = message.find("id"); id != nullptr && id->isArray() && id->size() > 0) {
    return wholeText(id->items().back());
  }
  const QString hint = qtext(message.hint());
  return hint.mid(hint.lastIndexOf(u'.') + 1);
}

QString roleFromClass(const QString& name) {
  for (const auto* role : {"human", "system", "tool", "ai", "function", "remove"}) {
    if (name.startsWith(QLatin1String(role), Qt::CaseInsensitive)) return QLatin1String(role);
  }
  return name;
}

QString roleOf(const wire::Value& message) {
  const wire::Value& body = fields(message);
  QString role = qtext(body.stringAt("type"));
  if (role.isEmpty()) role = qtext(body.stringAt("role"));
  if (role == QStringLiteral("user")) return QStringLiteral("human");
  if (role == QStringLiteral("assistant") || role == QStringLiteral("AIMessageChunk"))
    return QStringLiteral("ai");
  return role.isEmpty() ? roleFromClass(lastWord(message)) : role;
}

QString blockText(const wire::Value& block) {
  if (block.isString()) return qtext(block.string());
  if (const wire::Value* text = block.find("text"); text != nullptr && text->isString())
    return qtext(text->string());
  const QString type = qtext(block.stringAt("type", "block"));
  if (type == QStringLiteral("tool_use")) return {};  // repeated in tool_calls
  return QStringLiteral("[") + type + QStringLiteral("] ") + valueSummary(block);
}

QString contentText(const wire::Value* content) {
  if (content == nullptr || content->isNull()) return {};
  if (!content->isArray()) return wholeText(*content);
  QStringList parts;
  for (const wire::Value& block : content->items()) {
    const QString text = blockText(block);
    if (!text.isEmpty()) parts.append(text);
  }
  return parts.join(u'\n');
}

QString callText(const wire::Value& call) {
  const wire::Value* function = call.find("function");  // OpenAI: name and arguments one level down
  const wire::Value& named = function != nullptr ? *function : call;
  const wire::Value* arguments = named.find("args");
  if (arguments == nullptr) arguments = named.find("arguments");
  return qtext(named.stringAt("name", "tool")) + u'(' +
         (arguments != nullptr ? wholeText(*arguments) : QString()) + u')';
}

QString noteOf(const wire::Value& body) {
  if (const wire::Value* usage = body.find("usage_metadata"); usage != nullptr) {
    if (const wire::Value* total = usage->find("total_tokens"); total != nullptr && total->integer()) {
      return QString::number(*total->integer()) + QStringLiteral(" tokens");
    }
  }
  const QString status = qtext(body.stringAt("status"));
  return status == QStringLiteral("success") ? QString() : status;
}

MessageRow messageOf(const wire::Value& message) {
  const wire::Value& body = fields(message);
  MessageRow row;
  row.id = qtext(body.stringAt("id"));
  row.role = roleOf(message);
  row.name = qtext(body.stringAt("name"));
  row.text = contentText(body.find("content"));
  if (const wire::Value* calls = body.find("tool_calls"); calls != nullptr && calls->isArray()) {
    for (const wire::Value& call : calls->items())
      row.toolCalls.append(callText(call));
  }
  row.note = noteOf(body);
  return row;
}

const wire::Value* messageChannel(const wire::Value& state) {
  if (!state.isObject()) return nullptr;
  if (const wire::Value* named = state.find("messages"); named != nullptr && named->isArray()) return named;
  for (const auto& [key, value] : state.members()) {
    if (value.isArray() && value.size() > 0 &&
        std::all_of(value.items().begin(), value.items().end(), looksLikeMessage)) {
      return &value;
    }
  }
  return nullptr;
}

}  // namespace

bool looksLikeMessage(const wire::Value& value) {
  if (!value.isObject()) return false;
  const wire::Value& body = fields(value);
  return body.find("content") != nullptr &&
         (body.find("type") != nullptr || body.find("role") != nullptr || &body != &value);
}

std::vector<MessageRow> messagesOf(const wire::Value& state) {
  std::vector<MessageRow> rows;
  const wire::Value* channel = messageChannel(state);
  if (channel == nullptr) return rows;
  rows.reserve(channel->size());
  for (const wire::Value& item : channel->items()) {
    if (item.isObject()) {
      rows.push_back(messageOf(item));
    } else {
      rows.push_back({{}, QStringLiteral("human"), {}, wholeText(item), {}, {}});
    }
  }
  return rows;
}

}  // namespace heddle::models
