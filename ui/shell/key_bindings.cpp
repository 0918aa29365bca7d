// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/key_bindings.h"

#include <algorithm>
#include <utility>

#include <QAction>

namespace heddle::shell {
namespace {

bool collide(const QKeySequence& one, const QKeySequence& other) {
  if (one.isEmpty() || other.isEmpty()) return false;
  // "G" would never be heard beside "G, R": the first key of the longer one waits for its second.
  return one.matches(other) != QKeySequence::NoMatch || other.matches(one) != QKeySequence::NoMatch;
}

// Whether there is a place where both act; none means anywhere.
bool meet(widgets::ViewPlaces one, widgets::ViewPlaces other) {
  return !one || !other || (one & other);
}

}  // namespace

void KeyBindings::adopt(const QList<QAction*>& actions) {
  for (QAction* action : actions)
    adopt(action, {}, {});
}

void KeyBindings::adopt(const widgets::ViewKeys& keys) {
  const QList<widgets::ViewCommandInfo> commands = widgets::viewCommands();
  for (qsizetype i = 0; i < commands.size(); ++i)
    adopt(keys.actions().at(i), commands[i].where, commands[i].places);
}

void KeyBindings::adopt(QAction* action, const QString& where, widgets::ViewPlaces places) {
  if (action->objectName().isEmpty()) return;
  Entry* entry = find(action->objectName());
  if (!entry) {
    entries_.append({action->objectName(), action->text(), where, places, action->shortcuts(), {}});
    entry = &entries_.last();
  }
  keep(*entry, action);
  apply(*entry);
}

void KeyBindings::keep(Entry& entry, QAction* action) {
  if (entry.actions.contains(action)) return;
  entry.actions.append(action);
  connect(action, &QObject::destroyed, this, [this, action, id = entry.id] {
    if (Entry* left = find(id)) left->actions.removeOne(action);
  });
}

qsizetype KeyBindings::actionCount() const {
  qsizetype count = 0;
  for (const Entry& entry : entries_)
    count += entry.actions.size();
  return count;
}

KeyBindings::Entry* KeyBindings::find(const QString& id) {
  return const_cast<Entry*>(std::as_const(*this).find(id));
}

const KeyBindings::Entry* KeyBindings::find(const QString& id) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&id](const Entry& entry) { return entry.id == id; });
  return found == entries_.end() ? nullptr : &*found;
}

QList<QKeySequence> KeyBindings::keysOf(const Entry& entry) const {
  const auto chosen = chosen_.constFind(entry.id);
  if (chosen == chosen_.constEnd()) return entry.own;
  const auto key = QKeySequence::fromString(chosen->toString(), QKeySequence::PortableText);
  return key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{key};
}

void KeyBindings::apply(const Entry& entry) const {
  const QList<QKeySequence> keys = keysOf(entry);
  const QString shown = keys.isEmpty() ? QString() : keys.first().toString(QKeySequence::NativeText);
  for (QAction* action : entry.actions) {
    action->setShortcuts(keys);
    action->setToolTip(shown.isEmpty() ? action->text() : tr("%1 (%2)").arg(action->text(), shown));
  }
}

QList<KeyCommand> KeyBindings::commands() const {
  QList<KeyCommand> all;
  for (const Entry& entry : entries_)
    all.append({entry.id, entry.title, entry.where, keysOf(entry), chosen_.contains(entry.id)});
  return all;
}

QStringList KeyBindings::conflicts(const QString& id, const QKeySequence& key) const {
  const Entry* asking = find(id);
  const widgets::ViewPlaces here = asking ? asking->places : widgets::ViewPlaces();
  QStringList titles;
  for (const Entry& entry : entries_) {
    if (entry.id == id || !meet(here, entry.places)) continue;
    const QList<QKeySequence> keys = keysOf(entry);
    const bool taken = std::any_of(keys.begin(), keys.end(),
                                   [&key](const QKeySequence& other) { return collide(key, other); });
    if (taken)
      titles.append(entry.where.isEmpty() ? entry.title : tr("%1 (%2)").arg(entry.title, entry.where));
  }
  return titles;
}

QString KeyBindings::refusal(const QString& id, const QKeySequence& key) const {
  const Entry* entry = find(id);
  return entry && entry->places && key.count() > 1
             ? tr("A list hears one key at a time, not one after the other.")
             : QString();
}

void KeyBindings::bind(const QString& id, const QKeySequence& key) {
  const Entry* entry = find(id);
  if (!entry || !refusal(id, key).isEmpty()) return;
  if (QList<QKeySequence>{key} == entry->own)
    chosen_.remove(id);
  else
    chosen_[id] = key.toString(QKeySequence::PortableText);
  apply(*entry);
  Q_EMIT changed();
}

void KeyBindings::reset(const QString& id) {
  chosen_.remove(id);
  if (const Entry* entry = find(id)) apply(*entry);
  Q_EMIT changed();
}

void KeyBindings::resetAll() {
  fromJson({});
}

void KeyBindings::fromJson(const QJsonObject& chosen) {
  chosen_ = chosen;
  for (const Entry& entry : entries_)
    apply(entry);
  Q_EMIT changed();
}

}  // namespace heddle::shell
