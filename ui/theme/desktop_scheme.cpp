// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/desktop_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace heddle::theme {
namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kSpace = QStringLiteral("org.freedesktop.appearance");
const QString kKey = QStringLiteral("color-scheme");

// The portal wraps the number once or twice in a variant, depending on its version; 1 means dark.
bool prefersDark(QVariant value) {
  while (value.canConvert<QDBusVariant>())
    value = value.value<QDBusVariant>().variant();
  return value.toUInt() == 1;
}

}  // namespace

void DesktopScheme::watch() {
  // Without this variable Qt would start a bus by itself, which takes a process and the time of one.
  if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) return;
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  // The whole message: a slot that names the variant is refused until Qt's bus types happen to be registered.
  bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
              SLOT(onSettingChanged(QDBusMessage)));
  QDBusMessage ask = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
  ask << kSpace << kKey;
  auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask, 2000), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
    const QDBusPendingReply<QVariant> reply = *call;
    if (!reply.isError()) Q_EMIT changed(prefersDark(reply.value()));
    call->deleteLater();
  });
}

void DesktopScheme::onSettingChanged(const QDBusMessage& message) {
  const QVariantList said = message.arguments();
  if (said.size() == 3 && said.at(0).toString() == kSpace && said.at(1).toString() == kKey)
    Q_EMIT changed(prefersDark(said.at(2)));
}

}  // namespace heddle::theme
