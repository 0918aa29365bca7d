// SPDX-License-Identifier: Apache-2.0
#include "app/console/local_servers.h"
#include "models/format/time_text.h"
#include "models/values/value_text.h"

namespace heddle::console {

namespace {

widgets::LogLevel levelOf(const QString& word, bool isError) {
  if (word.startsWith(QStringLiteral("err")) || word == QStringLiteral("critical"))
    return widgets::LogLevel::Error;
  if (word.startsWith(QStringLiteral("warn"))) return widgets::LogLevel::Warning;
  if (word == QStringLiteral("debug") || word == QStringLiteral("trace")) return widgets::LogLevel::Debug;
  return isError && word.isEmpty() ? widgets::LogLevel::Warning : widgets::LogLevel::Info;
}

}  // namespace

widgets::LogLine logLine(const QString& line, bool isError, qint64 nowUs) {
  widgets::LogLine shown;
  shown.time = models::clockText(nowUs, {models::TimeMode::local, nowUs});
  shown.source = QStringLiteral("server");
  const auto parsed =
      line.startsWith(u'{') ? wire::parseJson(models::utf8(line)) : core::Result<wire::Value>(wire::Value());
  if (!parsed || !parsed->isObject()) {
    shown.text = line;
    shown.level = levelOf({}, isError);
    return shown;
  }
  QStringList rest;
  QString level;
  for (const auto& [key, value] : parsed->members()) {
    const QString text = models::wholeText(value);
    if (key == "level") {
      level = text;
    } else if (key == "source" || key == "logger" || key == "component") {
      shown.source = text;
    } else if (key == "msg" || key == "message" || key == "event") {
      shown.text = text;
    } else if (key != "time" && key != "ts" && key != "timestamp") {
      rest.append(models::qtext(key) + u'=' + text);
    }
  }
  if (!rest.isEmpty()) shown.text += QStringLiteral("   ") + rest.join(u' ');
  shown.level = levelOf(level, isError);
  return shown;
}

}  // namespace heddle::console
