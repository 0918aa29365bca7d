// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

class QPushButton;
class QStandardItemModel;
class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

/// Rows of a list that have something in common. An empty term: no filter finds them.
struct GroupLine {
  QString label, term;
  qint64 rows = 0;
};

/// How the rows of a list fall on the values of a column: a table with a bar in every row and its share
/// beside it in text. A click, Enter or the button filters by a group. Not modal; deletes itself when closed;
/// GUI thread.
class GroupsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit GroupsDialog(const QString& title, QWidget* parent = nullptr);

  /// `note` says of which rows these are.
  void showGroups(const QList<GroupLine>& groups, qint64 matching, const QString& note);
  void showFailure(const QString& sentence);

 Q_SIGNALS:
  void termChosen(const QString& term);

 private:
  void buildButtons(QVBoxLayout* column);
  void choose(const QModelIndex& index);
  QString asCsv() const;

  QStandardItemModel* model_ = nullptr;
  widgets::DataTable* table_ = nullptr;
  widgets::TextLabel* note_ = nullptr;
  QPushButton* filter_ = nullptr;
};

}  // namespace heddle::panels
