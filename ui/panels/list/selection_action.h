// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/action_gate.h"

#include <functional>

#include <QAction>
#include <QPointer>
#include <QStringList>

class QTimer;

namespace heddle::widgets {
class DataTable;
}

namespace heddle::panels {

/// The words of something that is done to selected rows.
struct SelectionWords {
  QString icon;
  QString one;           // "Delete run…"
  QString many;          // "Delete %1 runs…"; empty: the text stays
  QString does;          // what it does, in a sentence
  QString whyNot;        // what to select before it can be done
  bool deletes = false;  // it is what the table's key for deleting does
};

/// What is done to rows that are selected in a table: its text counts them, and names the one that is meant
/// when the cursor stands on another, whose menu this may be in. Says why it cannot be done while the gate
/// refuses it or nothing fitting is selected. Asks by a signal; GUI thread.
class SelectionAction : public QAction {
  Q_OBJECT
 public:
  using Keys = std::function<QStringList()>;

  /// `keys`: the selected rows it makes sense for.
  SelectionAction(SelectionWords words, Keys keys, QObject* parent);

  /// Counts anew whenever its rows or their selection change; what deletes takes the table's key for it.
  void follow(widgets::DataTable& table);
  void setGate(const ActionGate& gate);

 Q_SIGNALS:
  /// Nothing is confirmed yet.
  void requested(const QStringList& keys);
  /// Its key asked for what cannot be done; why, in a sentence.
  void refused(const QString& why);

 private:
  void refresh();
  QString label(const QStringList& keys) const;

  SelectionWords words_;
  QPointer<widgets::DataTable> table_;
  Keys keys_;
  QTimer* soon_;  // runs while rows have changed since it counted
  ActionGate gate_;
};

}  // namespace heddle::panels
