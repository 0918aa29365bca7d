// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/open_deployment.h"
#include "app/console/run_stream.h"
#include "app/console/window_time.h"
#include "models/tables/tail_table.h"
#include "ui/panels/tail/tail_pane.h"

#include <memory>

#include <QPointer>
#include <QWidget>

namespace heddle::console {

/// The live tail of the whole deployment in the window's bottom panel. It subscribes only while it is
/// visible: an open console must not make a production publish every token. GUI thread.
class BottomTail : public QWidget {
  Q_OBJECT
 public:
  BottomTail(OpenDeployments& deployments, WindowTime& time, QWidget* parent = nullptr);
  ~BottomTail() override;

  /// The deployment to listen to; empty: none.
  void setDeployment(const QString& slug);
  panels::TailPane& pane() { return *pane_; }

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void watch();

  OpenDeployments& deployments_;
  QString slug_;
  QPointer<OpenDeployment> deployment_;
  models::TailTable events_;
  panels::TailPane* pane_;
  std::unique_ptr<RunStream> stream_;
};

}  // namespace heddle::console
