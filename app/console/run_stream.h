// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "app/console/run_join.h"
#include "app/console/tail_rows.h"
#include "backend/client/postgres/run_feed.h"
#include "models/rows/run_row.h"
#include "models/tables/steps_table.h"
#include "models/tables/tail_table.h"

#include <memory>

#include <QObject>
#include <QTimer>

namespace heddle::panels {
class TailPane;
}

namespace heddle::console {

/// Fills a tail with the events of one run, or of the whole deployment: through Redis where there is one,
/// else by joining the run's stream over HTTP. An end that Redis did not
/// deliver is learnt from Postgres. Of a run that has ended and left no events behind it shows the
/// stored steps. Destroying it ends the subscription. GUI thread.
class RunStream : public QObject {
  Q_OBJECT
 public:
  RunStream(OpenDeployment& deployment, models::TailTable& events, panels::TailPane& pane);

  /// `steps` are shown once it is clear that nothing is stored of an ended run; filled by the caller, may
  /// come later.
  void watch(const models::RunRow& run, models::StepsTable& steps);
  void watchDeployment();

 private:
  void wireTail();
  void join(const models::RunRow& run);
  void showSteps();
  void askForEnd();
  void answered(quint64 generation, const query::RunDetail& answer);
  void counted(const client::TailCounters& counters);

  OpenDeployment& deployment_;
  models::TailTable& events_;
  panels::TailPane& pane_;
  models::StepsTable* steps_ = nullptr;
  models::RunRow run_;
  TailRows rows_;
  std::unique_ptr<client::TailFeed> tail_;
  std::unique_ptr<client::RunDetailFeed> endFeed_;
  QTimer askAgain_;
  quint64 askedEnd_ = 0;
  std::unique_ptr<RunJoin> join_;
  quint64 droppedSeen_ = 0;
  quint64 notes_ = 0;  // rows of this stream that are no events
  bool stepsShown_ = false;
};

}  // namespace heddle::console
