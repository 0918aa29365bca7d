// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/tail/tail_pane.h"

#include <QWidget>

class QLineEdit;

namespace heddle::panels {

/// The Live tail page: what to watch above, the tail below.
class TailPage : public QWidget {
  Q_OBJECT
 public:
  explicit TailPage(models::TailTable& events, QWidget* parent = nullptr);

  TailPane& pane() { return *pane_; }
  void setRun(const QString& runId);

 Q_SIGNALS:
  /// An empty id: the whole deployment.
  void watchRequested(const QString& runId);

 private:
  void submit();

  QLineEdit* run_;
  TailPane* pane_;
};

}  // namespace heddle::panels
