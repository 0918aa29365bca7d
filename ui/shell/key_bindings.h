// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/view_keys.h"

#include <QJsonObject>
#include <QKeySequence>
#include <QList>
#include <QObject>

class QAction;

namespace heddle::shell {

// A command that can be given other keys.
struct KeyCommand {
  QString id;
  QString title;
  QString where;  // the views that it acts in, in words; empty: anywhere
  QList<QKeySequence> keys;
  bool changed = false;  // the user's choice, not what it came with

  bool operator==(const KeyCommand&) const = default;
};

// Which keys do which command of the window and of the views in it. A command is known by the object name of
// its action, whatever its words; an action that comes later with a known name gets the keys that were chosen
// for it. Several windows may adopt actions of the same name. GUI thread.
class KeyBindings : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  // Actions without an object name are left alone.
  void adopt(const QList<QAction*>& actions);
  // What the views of a window understand while they have the focus.
  void adopt(const widgets::ViewKeys& keys);

  QList<KeyCommand> commands() const;
  // How many actions are kept; one leaves with its window.
  qsizetype actionCount() const;
  // What else would answer to the key, or to the beginning of it, in some place where the command acts too.
  QStringList conflicts(const QString& id, const QKeySequence& key) const;
  // Why the command cannot have the key, in a sentence; empty when it can.
  QString refusal(const QString& id, const QKeySequence& key) const;
  // An empty key leaves the command to the palette.
  void bind(const QString& id, const QKeySequence& key);
  void reset(const QString& id);
  // All commands have the keys that they came with.
  void resetAll();

  // Only what was chosen; unknown ids are kept for actions still to come.
  QJsonObject toJson() const { return chosen_; }
  void fromJson(const QJsonObject& chosen);

 Q_SIGNALS:
  void changed();

 private:
  struct Entry {
    QString id;
    QString title;
    QString where;
    widgets::ViewPlaces places;  // none: anywhere
    QList<QKeySequence> own;
    QList<QAction*> actions;
  };

  void adopt(QAction* action, const QString& where, widgets::ViewPlaces places);
  void keep(Entry& entry, QAction* action);
  Entry* find(const QString& id);
  const Entry* find(const QString& id) const;
  QList<QKeySequence> keysOf(const Entry& entry) const;
  void apply(const Entry& entry) const;

  QList<Entry> entries_;
  QJsonObject chosen_;  // id: portable text of the key
};

}  // namespace heddle::shell
