// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/audit_table.h"

#include <QStringList>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class SearchField;
class StatefulView;
class TextLabel;
class ToggleChip;
}  // namespace heddle::widgets

namespace heddle::panels {

/// What this console was asked to change, what became of it, and what was refused. Asks by signals; GUI
/// thread.
class HistoryPage : public QWidget {
  Q_OBJECT
 public:
  explicit HistoryPage(models::AuditTable& entries, QWidget* parent = nullptr);

  /// done, partly, failed, refused, unlocked, locked, cut off; none chosen: all.
  QStringList outcomes() const;
  /// What an entry must say somewhere; empty: nothing.
  QString text() const;
  void showLoading();
  void showReady(const QString& summary);
  void showError(const QString& sentence, const QString& cause);
  widgets::DataTable& table() { return *table_; }

 Q_SIGNALS:
  void filterChanged();
  void reloadRequested();
  /// The user chose where to; `.csv` or `.jsonl`.
  void exportRequested(const QString& path);

 private:
  void buildBar(QVBoxLayout* column);
  void buildChips(QVBoxLayout* column);
  void chooseFile();

  models::AuditTable& entries_;
  QList<widgets::ToggleChip*> chips_;
  QStringList words_;
  widgets::SearchField* search_ = nullptr;
  widgets::TextLabel* summary_ = nullptr;
  widgets::DataTable* table_ = nullptr;
  widgets::StatefulView* states_ = nullptr;
  QPushButton* export_ = nullptr;
};

}  // namespace heddle::panels
