// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QKeySequence>
#include <QList>
#include <QWidget>

class QKeySequenceEdit;
class QPushButton;
class QStandardItemModel;

namespace heddle::widgets {
class DataTable;
class InlineNotice;
}  // namespace heddle::widgets

namespace heddle::panels {

/// A command of the window and the keys it answers to.
struct KeyRow {
  QString id;
  QString title;
  QList<QKeySequence> keys;
  bool changed = false;  // not what it came with
};

/// The list of commands with their keys, and beneath it a field that takes new ones for the chosen command.
/// What else a key would do is said before it is set. Asks by signals. GUI thread.
class KeyEditor : public QWidget {
  Q_OBJECT
 public:
  /// Titles of what else answers to a key.
  using Conflicts = std::function<QStringList(const QString& id, const QKeySequence& key)>;

  explicit KeyEditor(Conflicts conflicts, QWidget* parent = nullptr);

  void setRows(const QList<KeyRow>& rows);

 Q_SIGNALS:
  void bindRequested(const QString& id, const QKeySequence& key);
  void resetRequested(const QString& id);

 private:
  const KeyRow* current() const;
  void choose();
  void check();

  Conflicts conflicts_;
  QList<KeyRow> rows_;
  QStandardItemModel* model_;
  widgets::DataTable* table_;
  QKeySequenceEdit* field_;
  QPushButton* set_;
  QPushButton* none_;
  QPushButton* reset_;
  widgets::InlineNotice* notice_;
};

}  // namespace heddle::panels
