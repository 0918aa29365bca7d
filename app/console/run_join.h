// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"

#include <string>

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

namespace heddle::console {

/// Which run, and behind which event its stream goes on.
struct RunPlace {
  QString threadId, runId;
  std::string lastId;  // exclusive; empty: from now, or from the start when that is kept
};

/// The rest of a run's stream over HTTP: a server that stops in the middle is asked again until it is back,
/// from behind the last event that came. Deleting it leaves the stream; the run goes on. GUI thread.
class RunJoin : public QObject {
  Q_OBJECT
 public:
  RunJoin(OpenDeployment& deployment, RunPlace place, QObject* parent = nullptr);
  ~RunJoin() override;

  void start();
  /// In a few seconds: the server has just gone.
  void startLater() { askAgain_.start(); }

 Q_SIGNALS:
  void arrived(const heddle::client::StreamEvents& batch);
  /// It broke off; `again`: it is asked for anew by itself.
  void broken(const QString& sentence, bool again);
  /// The server says that this was all.
  void ended();

 private:
  OpenDeployment& deployment_;
  RunPlace place_;
  QTimer askAgain_;
  QPointer<client::ApiSession> joinedAt_;
  quint64 joined_ = 0;
};

/// Whether a stream that ended so can be joined again.
bool canJoinAgain(const client::SourceError& error);

}  // namespace heddle::console
