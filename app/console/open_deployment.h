// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/deployment_list.h"
#include "backend/client/deployment_session.h"

#include <memory>

#include <QObject>
#include <QString>

namespace heddle::console {

/// One deployment of the list while this process looks at it: resolved (file or keychain) at the first use.
/// Its session stands as long as its record says the same; when the record goes or says something else, the
/// session is retired: `closing` while it still stands, then, if there is a record, `opened` with a new one.
/// Pages hold a reference to this, never to the session across `closing`. GUI thread; owned by
/// OpenDeployments.
class OpenDeployment : public QObject {
  Q_OBJECT
 public:
  OpenDeployment(client::DeploymentList& list, const client::AuditLog& log, QString slug,
                 QObject* parent = nullptr);
  ~OpenDeployment() override;

  const QString& slug() const { return slug_; }
  QString name() const;
  QString environment() const;
  /// nullptr before `opened` and after `closing`.
  client::DeploymentSession* session() const { return session_.get(); }
  /// Why there is no session: a sentence; empty while it is being opened.
  const QString& problem() const { return problem_; }

  /// Does nothing when it is open or on its way.
  void open();
  bool actionsAllowed() const;
  /// Why actions are refused, for tool tips; empty when they are not.
  QString refusal() const;
  QString apiUrl() const;
  /// Why Postgres does not answer, as a sentence; empty while it does, or nobody has asked.
  QString postgresTrouble() const;
  /// Asks Postgres for nothing, for a page that has no question of its own: the answer is sourceChanged().
  void probePostgres();
  /// Microseconds by which the database's clock is ahead of this computer's; 0 while nobody knows.
  qint64 clockAheadUs() const;

 Q_SIGNALS:
  void opened();
  /// Let go of everything that is built on session(), and of what it has shown: the next one may be another
  /// database. The session goes when this returns.
  void closing();
  void failed(const QString& sentence);
  void sourceChanged();
  /// A second less of the time for which it is unlocked.
  void lockTicked();

 private:
  void resolve();
  void resolved(core::Result<deployment::Deployment> answer);
  void recordChanged();
  void sourceReported(const client::SourceState& state);
  void start(deployment::Deployment deployment);
  void retire();
  void fail(const QString& sentence);

  client::DeploymentList& list_;
  const client::AuditLog& log_;
  QString slug_;
  QString problem_;
  QString key_;              // of the record asked for last
  quint64 revision_ = 0;     // the same
  quint64 sessionsOwn_ = 0;  // the revision that the session was last found to agree with
  quint64 asked_ = 0;        // answers of earlier questions are dropped
  bool opening_ = false;
  bool wanted_ = false;  // somebody has opened it: it follows its record from then on
  std::unique_ptr<client::DeploymentSession> session_;
};

/// The deployments opened so far, by slug.
class OpenDeployments : public QObject {
  Q_OBJECT
 public:
  OpenDeployments(client::DeploymentList& list, const client::AuditLog& log, QObject* parent = nullptr);

  /// Makes it on first use; never nullptr (an unknown slug has a problem instead of a session).
  OpenDeployment& at(const QString& slug);
  std::vector<OpenDeployment*> all() const;

 Q_SIGNALS:
  void added(heddle::console::OpenDeployment* deployment);

 private:
  client::DeploymentList& list_;
  const client::AuditLog& log_;
  std::vector<std::unique_ptr<OpenDeployment>> open_;
};

}  // namespace heddle::console
