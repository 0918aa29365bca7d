// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/freshness.h"

#include <optional>
#include <vector>

#include <QAbstractTableModel>
#include <QWidget>

class QListWidget;
class QPushButton;

namespace heddle::widgets {
class DataTable;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

/// A table of the database as the page lists it.
struct RawTable {
  QString name;    // with its schema
  QString detail;  // "~1.2 M rows · 148 MiB"
};

/// One bounded page of rows of any table, every value as text.
class RawRows : public QAbstractTableModel {
  Q_OBJECT
 public:
  using Cells = std::vector<std::optional<QString>>;
  using QAbstractTableModel::QAbstractTableModel;

  void setPage(const QStringList& columns, const QStringList& types, std::vector<Cells> rows);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QStringList columns_, types_;
  std::vector<Cells> rows_;
};

/// Any database, as it stands: what it is in one sentence, its tables, and their rows page by page. The way
/// into schemas nobody here knows. Asks by signals; GUI thread.
class RawTablesPage : public QWidget {
  Q_OBJECT
 public:
  explicit RawTablesPage(QWidget* parent = nullptr);

  void setSentence(const QString& sentence);
  void setTables(const std::vector<RawTable>& tables);
  void setRows(const QStringList& columns, const QStringList& types, std::vector<RawRows::Cells> rows,
               bool more);
  void showLoading();
  /// Rows on the screen stay, greyed, with their age.
  void showError(const QString& sentence, const QString& cause);

 Q_SIGNALS:
  void tableChosen(int index);
  void nextPageRequested();
  void firstPageRequested();
  void retryRequested();

 private:
  RawRows rows_;
  widgets::TextLabel* sentence_;
  QListWidget* tables_;
  widgets::DataTable* view_;
  widgets::StatefulView* states_;
  Freshness freshness_;
  QPushButton* first_;
  QPushButton* next_;
};

}  // namespace heddle::panels
