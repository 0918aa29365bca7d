// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QDBusMessage>
#include <QObject>

namespace heddle::theme {

// Whether the desktop prefers dark, as the settings portal tells it. Never blocks; without a session bus or a
// portal it stays silent and the caller keeps what it has.
class DesktopScheme : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  void watch();

 Q_SIGNALS:
  void changed(bool dark);

 private Q_SLOTS:
  void onSettingChanged(const QDBusMessage& message);
};

}  // namespace heddle::theme
