// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>

#include <QByteArray>
#include <QObject>
#include <QString>

namespace heddle::client {

/// Keeps one secret text per key: in the desktop's keychain when a service answers, otherwise for this
/// session only, in memory. Never in a file of ours. Lives in the GUI thread; answers come later in the same
/// thread.
class SecretStore : public QObject {
  Q_OBJECT

 public:
  /// `service` names the keychain folder.
  explicit SecretStore(QString service = QStringLiteral("heddle"), QObject* parent = nullptr);

  enum class Kept { keychain, sessionOnly };
  void store(const QString& key, const QByteArray& secret, QObject* context, std::function<void(Kept)> done);
  void read(const QString& key, QObject* context, std::function<void(std::optional<QByteArray>)> done);
  void remove(const QString& key);

  /// The note to show when secrets last for this session only; empty while a keychain answers.
  QString note() const { return note_; }

 Q_SIGNALS:
  void noteChanged(const QString& note);

 private:
  void degrade();

  QString service_, note_;
  std::map<QString, QByteArray> session_;
};

}  // namespace heddle::client
