// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace heddle::shell {

// What a window remembers: layout, page keys and filters. Never rows, never secrets.
struct Session {
  QByteArray geometry;
  QString theme = QStringLiteral("system");
  bool compact = false;
  int textPercent = 100;
  QJsonObject keys;  // command id: the key chosen for it
  QString deployment;
  QJsonArray tabs;
  QJsonArray windows;  // pages in windows of their own
  int currentTab = 0;
  bool navigationCollapsed = false;
  bool inspectorShown = true;
  bool bottomShown = false;
  QByteArray columns;  // splitter: pages | inspector
  QByteArray rows;     // splitter: pages / bottom panel
  int refreshSeconds = 5;
  int timeMode = 1;
  QString timeZone;  // IANA id of the chosen one; empty: none

  QJsonObject toJson() const;
  static Session fromJson(const QJsonObject& json);
};

// The session in one file, replaced as a whole. A missing or broken file is an empty session: nothing to
// report, the window opens with its defaults. Writing never fails loudly either; the text of the failure is
// returned.
class SessionFile {
 public:
  explicit SessionFile(QString path) : path_(std::move(path)) {}
  Session load() const;
  QString save(const Session& session) const;
  bool isEnabled() const { return !path_.isEmpty(); }

 private:
  QString path_;
};

}  // namespace heddle::shell
