// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/view_keys.h"

#include <algorithm>

#include <QAction>
#include <QCoreApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QWidget>

namespace heddle::widgets {
namespace {

QKeySequence sequence(const char* text) {
  return QKeySequence(QLatin1String(text));
}

// What was pressed, in the ways in which it may be written: a sign that is only reached with Shift is noted
// without it.
QList<QKeySequence> writtenAs(const QKeyEvent& event) {
  const auto modifiers = event.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
  const auto key = static_cast<Qt::Key>(event.key());
  QList<QKeySequence> ways{QKeySequence(modifiers | key)};
  const QString text = event.text();
  const bool sign =
      text.size() == 1 && text.front().isPrint() && !text.front().isLetter() && !text.front().isSpace();
  if (sign && modifiers.testFlag(Qt::ShiftModifier))
    ways.append(QKeySequence((modifiers & ~Qt::ShiftModifier) | key));
  return ways;
}

bool holdsAny(const QList<QKeySequence>& keys, const QList<QKeySequence>& pressed) {
  return std::any_of(pressed.begin(), pressed.end(),
                     [&keys](const QKeySequence& key) { return keys.contains(key); });
}

class KeyToolTip : public QObject {
 public:
  KeyToolTip(QWidget* widget, QString text, ViewCommand command)
      : QObject(widget), widget_(widget), text_(std::move(text)), command_(command) {
    widget->installEventFilter(this);
  }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::ToolTip) {
      const QKeySequence key = ViewKeys::keyOf(*widget_, command_);
      widget_->setToolTip(
          key.isEmpty() ? text_ : ViewKeys::tr("%1 (%2)").arg(text_, key.toString(QKeySequence::NativeText)));
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  QWidget* widget_;
  QString text_;
  ViewCommand command_;
};

QList<ViewCommandInfo> listCommands() {
  const QString where = ViewKeys::tr("Lists");
  const auto id = [](const char* text) { return QString::fromLatin1(text); };
  const ViewPlaces list = ViewPlace::List | ViewPlace::Tail;
  const ViewPlaces rows = list | ViewPlace::Rows;
  return {
      {ViewCommand::Open,
       id("view-open"),
       ViewKeys::tr("Open"),
       where,
       rows | ViewPlace::History,
       {sequence("Return"), sequence("Enter")}},
      {ViewCommand::OpenInTab,
       id("view-open-tab"),
       ViewKeys::tr("Open in a new tab"),
       where,
       list,
       {sequence("Ctrl+Return"), sequence("Ctrl+Enter")}},
      {ViewCommand::Peek,
       id("view-peek"),
       ViewKeys::tr("Peek in the inspector"),
       where,
       list,
       {sequence("Space")}},
      {ViewCommand::ExtendUp,
       id("view-extend-up"),
       ViewKeys::tr("Select the row above too"),
       where,
       list,
       {sequence("Shift+Up")}},
      {ViewCommand::ExtendDown,
       id("view-extend-down"),
       ViewKeys::tr("Select the row below too"),
       where,
       list,
       {sequence("Shift+Down")}},
      {ViewCommand::SelectAll,
       id("view-select-all"),
       ViewKeys::tr("Select every row that is loaded"),
       where,
       list,
       {sequence("Ctrl+A")}},
      {ViewCommand::Toggle,
       id("view-toggle"),
       ViewKeys::tr("Take the row into the selection, or out"),
       where,
       list,
       {sequence("X")}},
      {ViewCommand::Delete,
       id("view-delete"),
       ViewKeys::tr("Delete what is selected, after asking"),
       where,
       list,
       {sequence("Del")}},
      {ViewCommand::CopyCell,
       id("view-copy"),
       ViewKeys::tr("Copy the cell"),
       where,
       rows,
       {sequence("Ctrl+C"), sequence("Ctrl+Ins")}},
      {ViewCommand::CopyRow,
       id("view-copy-row"),
       ViewKeys::tr("Copy the rows as JSON"),
       where,
       list,
       {sequence("Ctrl+Shift+C")}},
  };
}

QList<ViewCommandInfo> otherCommands() {
  const auto id = [](const char* text) { return QString::fromLatin1(text); };
  const QString tail = ViewKeys::tr("Live tail");
  const QString history = ViewKeys::tr("History");
  const QString values = ViewKeys::tr("Values");
  return {
      {ViewCommand::Follow,
       id("view-follow"),
       ViewKeys::tr("Follow the newest event, or stop"),
       tail,
       ViewPlace::Tail,
       {sequence("F")}},
      {ViewCommand::Pause,
       id("view-pause"),
       ViewKeys::tr("Pause or go on"),
       tail,
       ViewPlace::Tail,
       {sequence("P")}},
      {ViewCommand::Clear, id("view-clear"), ViewKeys::tr("Clear"), tail, ViewPlace::Tail, {sequence("C")}},
      {ViewCommand::Older,
       id("view-older"),
       ViewKeys::tr("Older checkpoint"),
       history,
       ViewPlace::History,
       {sequence("[")}},
      {ViewCommand::Newer,
       id("view-newer"),
       ViewKeys::tr("Newer checkpoint"),
       history,
       ViewPlace::History,
       {sequence("]")}},
      {ViewCommand::MarkA,
       id("view-mark-a"),
       ViewKeys::tr("Mark as A"),
       history,
       ViewPlace::History,
       {sequence("A")}},
      {ViewCommand::MarkB,
       id("view-mark-b"),
       ViewKeys::tr("Mark as B"),
       history,
       ViewPlace::History,
       {sequence("B")}},
      {ViewCommand::CopyValue,
       id("view-copy-value"),
       ViewKeys::tr("Copy the value"),
       values,
       ViewPlace::Values,
       {sequence("Ctrl+C"), sequence("Ctrl+Ins")}},
      {ViewCommand::CopyPath,
       id("view-copy-path"),
       ViewKeys::tr("Copy the path"),
       values,
       ViewPlace::Values,
       {sequence("Ctrl+Shift+C")}},
      {ViewCommand::OpenLevels,
       id("view-open-levels"),
       ViewKeys::tr("Open two levels"),
       values,
       ViewPlace::Values,
       {sequence("Shift+Right")}},
      {ViewCommand::CloseAll, id("view-close-all"), ViewKeys::tr("Close all"), values, ViewPlace::Values, {}},
  };
}

}  // namespace

QList<ViewCommandInfo> viewCommands() {
  return listCommands() + otherCommands();
}

ViewKeys::ViewKeys(QWidget* window) : QObject(window), window_(window) {
  for (const ViewCommandInfo& info : viewCommands()) {
    auto* action = new QAction(info.title, this);
    action->setObjectName(info.id);
    action->setShortcuts(info.keys);
    connect(action, &QAction::triggered, this, [this, command = info.command] {
      if (KeyedView* view = focused()) view->perform(command);
    });
    actions_.append(action);
  }
}

KeyedView* ViewKeys::focused() const {
  for (QWidget* widget = window_->focusWidget(); widget != nullptr; widget = widget->parentWidget()) {
    if (auto* view = dynamic_cast<KeyedView*>(widget)) return view;
  }
  return nullptr;
}

void ViewKeys::allowForFocus() {
  const KeyedView* view = focused();
  const QList<ViewCommandInfo> all = viewCommands();
  for (qsizetype i = 0; i < all.size(); ++i) {
    const bool possible = view != nullptr && all[i].places.testFlag(view->place());
    actions_[i]->setEnabled(possible);
    actions_[i]->setStatusTip(possible ? QString() : tr("Go to one first: %1.").arg(all[i].where));
  }
}

// Dialogs have the window as their parent: its keys hold in them too.
const ViewKeys* ViewKeys::of(const QWidget& widget) {
  for (const QWidget* each = &widget; each != nullptr; each = each->parentWidget()) {
    if (const auto* keys = each->findChild<ViewKeys*>({}, Qt::FindDirectChildrenOnly)) return keys;
  }
  return nullptr;
}

bool ViewKeys::perform(const QWidget& widget, KeyedView& view, QKeyEvent* event) {
  const ViewKeys* keys = of(widget);
  const QList<QKeySequence> pressed = writtenAs(*event);
  const QList<ViewCommandInfo> all = viewCommands();
  bool takenAway = false;
  for (qsizetype i = 0; i < all.size(); ++i) {
    if (!all[i].places.testFlag(view.place())) continue;
    if (holdsAny(keys ? keys->actions_[i]->shortcuts() : all[i].keys, pressed))
      return view.perform(all[i].command);
    takenAway = takenAway || holdsAny(all[i].keys, pressed);
  }
  if (takenAway) event->ignore();
  return takenAway;
}

QKeySequence ViewKeys::keyOf(const QWidget& widget, ViewCommand command) {
  const ViewKeys* keys = of(widget);
  const QList<ViewCommandInfo> all = viewCommands();
  for (qsizetype i = 0; i < all.size(); ++i) {
    if (all[i].command == command) return keys ? keys->actions_[i]->shortcut() : all[i].keys.value(0);
  }
  return {};
}

void showKeyInToolTip(QWidget* widget, const QString& text, ViewCommand command) {
  widget->setToolTip(text);  // or else nobody asks for a tip
  new KeyToolTip(widget, text, command);
}

}  // namespace heddle::widgets
