// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"
#include "ui/widgets/rail_layout.h"
#include "ui/widgets/view_keys.h"

#include <QAbstractListModel>
#include <QListView>

namespace heddle::widgets {

// One checkpoint of the rail.
struct RailEntry {
  QString id;
  QString parentId;
  QString title;                           // "step 28 · ask_human"
  QString subtitle;                        // "12:41:00 · +0.2 KiB"
  theme::Tone tone = theme::Tone::Accent;  // Interrupted, Error where it matters
};

class RailModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { IdRole = Qt::UserRole + 1 };
  using QAbstractListModel::QAbstractListModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  void setEntries(const QVector<RailEntry>& entries);
  const RailEntry& at(int row) const { return entries_.at(row); }
  const RailRow& layoutAt(int row) const { return rows_.at(row); }
  int rowOf(const QString& id) const;
  int lanes() const;

 private:
  QVector<RailEntry> entries_;
  QVector<RailRow> rows_;
};

// Checkpoints as dots on a line, branches beside it, newest above. The current one is filled. Keys
// (view_keys.h) step, and mark the two ends of a comparison; so does the context menu.
class HistoryRail : public QListView, public KeyedView {
  Q_OBJECT
 public:
  explicit HistoryRail(QWidget* parent = nullptr);

  RailModel* entries() const { return entries_; }
  void setCurrentId(const QString& id);
  QString currentId() const;
  QString markA() const { return markA_; }
  QString markB() const { return markB_; }

  ViewPlace place() const override { return ViewPlace::History; }
  bool perform(ViewCommand command) override;

 public Q_SLOTS:
  void setMarkA(const QString& id);
  void setMarkB(const QString& id);

 Q_SIGNALS:
  void currentIdChanged(const QString& id);
  void opened(const QString& id);
  void marksChanged(const QString& a, const QString& b);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

 private:
  void step(int rows);

  RailModel* entries_;
  QString markA_;
  QString markB_;
};

}  // namespace heddle::widgets
