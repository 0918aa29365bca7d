// SPDX-License-Identifier: Apache-2.0
#include "backend/client/secrets/secret_store.h"

#include <QPointer>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace heddle::client {
namespace {

constexpr auto kNote =
    "No keychain answers on this computer: passwords are kept for this session only and must be entered "
    "again next time.";

/// One job; the library deletes it when it has finished.
template <typename Job>
Job* makeJob(const QString& service, const QString& key) {
  auto* job = new Job(service);
  job->setKey(key);
  job->setInsecureFallback(false);  // never a plain file
  job->setAutoDelete(true);
  return job;
}

}  // namespace

SecretStore::SecretStore(QString service, QObject* parent) : QObject(parent), service_(std::move(service)) {}

void SecretStore::degrade() {
  if (!note_.isEmpty()) return;
  note_ = QString::fromLatin1(kNote);
  Q_EMIT noteChanged(note_);
}

void SecretStore::store(const QString& key, const QByteArray& secret, QObject* context,
                        std::function<void(Kept)> done) {
  // Held for the session either way: a keychain may be locked again before the next connect.
  session_[key] = secret;
  auto* job = makeJob<QKeychain::WritePasswordJob>(service_, key);
  job->setBinaryData(secret);
  connect(job, &QKeychain::Job::finished, this,
          [this, context = QPointer<QObject>(context), done = std::move(done)](QKeychain::Job* ended) {
            const bool kept = ended->error() == QKeychain::NoError;
            if (!kept) degrade();
            if (context) done(kept ? Kept::keychain : Kept::sessionOnly);
          });
  job->start();
}

void SecretStore::read(const QString& key, QObject* context,
                       std::function<void(std::optional<QByteArray>)> done) {
  if (const auto held = session_.find(key); held != session_.end()) {
    QTimer::singleShot(0, context, [secret = held->second, done = std::move(done)] { done(secret); });
    return;
  }
  auto* job = makeJob<QKeychain::ReadPasswordJob>(service_, key);
  connect(job, &QKeychain::Job::finished, this,
          [this, key, job, context = QPointer<QObject>(context), done = std::move(done)] {
            std::optional<QByteArray> secret;
            if (job->error() == QKeychain::NoError) {
              secret = job->binaryData();
              session_[key] = *secret;
            } else if (job->error() != QKeychain::EntryNotFound) {
              degrade();
            }
            if (context) done(secret);
          });
  job->start();
}

void SecretStore::remove(const QString& key) {
  session_.erase(key);
  makeJob<QKeychain::DeletePasswordJob>(service_, key)->start();
}

}  // namespace heddle::client
