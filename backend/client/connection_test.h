// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/source.h"
#include "backend/deployment/deployment.h"

#include <chrono>
#include <memory>
#include <vector>

#include <QObject>
#include <QString>

namespace heddle::client {

enum class StageResult { waiting, passed, warned, failed, notReached };

/// One line of the test: `cause` and `fix` are sentences for a failed stage, `detail` says what was found.
struct Stage {
  Source source = Source::postgres;
  QString name;  // "Resolve", "TCP", "TLS", "Login", …
  StageResult result = StageResult::waiting;
  QString detail, cause, fix;
  QString flavour, badge;  // of the stage that recognises the schema: the word for scripts, and for people
  std::chrono::microseconds time{0};
};

/// The staged test of a deployment: Postgres, then Redis, then HTTP; a failing stage ends its source, whose
/// later stages are marked notReached. Lives in the GUI thread, works in a thread of its own, touches nothing
/// that is open.
class ConnectionTest : public QObject {
  Q_OBJECT

 public:
  explicit ConnectionTest(deployment::Deployment deployment, QObject* parent = nullptr);
  ~ConnectionTest() override;

  /// All stages of the deployment's sources in order, as they stand now.
  const std::vector<Stage>& stages() const { return stages_; }
  void start();
  bool passed() const;

 Q_SIGNALS:
  void stageChanged(int index, const heddle::client::Stage& stage);
  void finished(bool passed);

 private:
  deployment::Deployment deployment_;
  std::vector<Stage> stages_;
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::Stage)
