// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QKeySequence>
#include <QList>
#include <QWidget>

class QKeySequenceEdit;
class QPushButton;
class QStandardItemModel;
class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class InlineNotice;
}  // namespace heddle::widgets

namespace heddle::panels {

/// A command of the window or of its lists, and the keys it answers to.
struct KeyRow {
  QString id;
  QString title;
  QString where;  // empty: anywhere
  QList<QKeySequence> keys;
  bool changed = false;  // not what it came with
};

/// What stands in the way of a key.
struct KeyCheck {
  QStringList taken;  // titles of what else answers to it
  QString refusal;    // why the command cannot have it at all, in a sentence
};

/// The list of commands with their keys, and beneath it a field that takes new ones for the chosen command.
/// What else a key would do is said before it is set. Asks by signals. GUI thread.
class KeyEditor : public QWidget {
  Q_OBJECT
 public:
  using Check = std::function<KeyCheck(const QString& id, const QKeySequence& key)>;

  explicit KeyEditor(Check check, QWidget* parent = nullptr);

  void setRows(const QList<KeyRow>& rows);

 Q_SIGNALS:
  void bindRequested(const QString& id, const QKeySequence& key);
  void resetRequested(const QString& id);
  void resetAllRequested();

 private:
  void buildTable();
  void buildField(QVBoxLayout* column);
  const KeyRow* current() const;
  void choose();
  void check();

  Check ask_;
  QList<KeyRow> rows_;
  QStandardItemModel* model_;
  widgets::DataTable* table_;
  QKeySequenceEdit* field_;
  QPushButton* set_;
  QPushButton* none_;
  QPushButton* reset_;
  QPushButton* resetAll_;
  widgets::InlineNotice* notice_;
};

}  // namespace heddle::panels
