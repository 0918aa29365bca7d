// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/log_model.h"

#include <QWidget>

class QTimer;

namespace heddle::widgets {

class FollowTable;
class SearchField;
class TextLabel;

// Log lines of a process: follows, searches (Enter next, Shift+Enter previous), copies selected lines. Lines
// are gathered for one frame before they are shown.
class LogView : public QWidget {
  Q_OBJECT
 public:
  explicit LogView(QWidget* parent = nullptr);

  void append(const QVector<LogLine>& lines);
  void clear();
  LogModel* model() const { return model_; }
  FollowTable* table() const { return table_; }

 public Q_SLOTS:
  void findNext();
  void findPrevious();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void flush();
  void find(bool backwards);

  LogModel* model_;
  FollowTable* table_;
  SearchField* search_;
  TextLabel* remark_;
  QTimer* frame_;
  QVector<LogLine> waiting_;
};

}  // namespace heddle::widgets
