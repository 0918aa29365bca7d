// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/session.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

namespace heddle::shell {
namespace {

constexpr int kVersion = 1;

QString text(const QByteArray& bytes) {
  return QString::fromLatin1(bytes.toBase64());
}
QByteArray bytes(const QJsonValue& value) {
  return QByteArray::fromBase64(value.toString().toLatin1());
}

}  // namespace

QJsonObject Session::toJson() const {
  QJsonObject json;
  json[u"version"] = kVersion;
  json[u"geometry"] = text(geometry);
  json[u"theme"] = theme;
  json[u"compact"] = compact;
  json[u"text_percent"] = textPercent;
  json[u"keys"] = keys;
  json[u"deployment"] = deployment;
  json[u"tabs"] = tabs;
  json[u"windows"] = windows;
  json[u"current_tab"] = currentTab;
  json[u"navigation_collapsed"] = navigationCollapsed;
  json[u"inspector_shown"] = inspectorShown;
  json[u"bottom_shown"] = bottomShown;
  json[u"columns"] = text(columns);
  json[u"rows"] = text(rows);
  json[u"refresh_seconds"] = refreshSeconds;
  json[u"time_mode"] = timeMode;
  json[u"time_zone"] = timeZone;
  return json;
}

Session Session::fromJson(const QJsonObject& json) {
  Session session;
  if (json.value(u"version").toInt() != kVersion) return session;
  session.geometry = bytes(json.value(u"geometry"));
  session.theme = json.value(u"theme").toString(session.theme);
  session.compact = json.value(u"compact").toBool();
  session.textPercent = json.value(u"text_percent").toInt(session.textPercent);
  session.keys = json.value(u"keys").toObject();
  session.deployment = json.value(u"deployment").toString();
  session.tabs = json.value(u"tabs").toArray();
  session.windows = json.value(u"windows").toArray();
  session.currentTab = json.value(u"current_tab").toInt();
  session.navigationCollapsed = json.value(u"navigation_collapsed").toBool();
  session.inspectorShown = json.value(u"inspector_shown").toBool(true);
  session.bottomShown = json.value(u"bottom_shown").toBool();
  session.columns = bytes(json.value(u"columns"));
  session.rows = bytes(json.value(u"rows"));
  session.refreshSeconds = json.value(u"refresh_seconds").toInt(session.refreshSeconds);
  session.timeMode = json.value(u"time_mode").toInt(session.timeMode);
  session.timeZone = json.value(u"time_zone").toString();
  return session;
}

Session SessionFile::load() const {
  QFile file(path_);
  if (path_.isEmpty() || !file.open(QIODevice::ReadOnly)) return {};
  return Session::fromJson(QJsonDocument::fromJson(file.readAll()).object());
}

QString SessionFile::save(const Session& session) const {
  if (path_.isEmpty()) return {};
  QDir().mkpath(QFileInfo(path_).absolutePath());
  QSaveFile file(path_);
  if (!file.open(QIODevice::WriteOnly)) return file.errorString();
  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
  file.write(QJsonDocument(session.toJson()).toJson(QJsonDocument::Indented));
  return file.commit() ? QString() : file.errorString();
}

}  // namespace heddle::shell
