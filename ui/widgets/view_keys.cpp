// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/view_keys.h"

#include <algorithm>
#include <initializer_list>

#include <QAction>
#include <QCoreApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QWidget>

namespace heddle::widgets {
namespace {

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

// A command of one kind of views, and of `also`.
ViewCommandInfo row(ViewCommand command, const char* id, const QString& title,
                    std::initializer_list<const char*> keys, ViewPlaces also = {}) {
  ViewCommandInfo info{command, QStringLiteral("view-") + QLatin1String(id), title, {}, also, {}};
  for (const char* key : keys)
    info.keys.append(QKeySequence(QLatin1String(key)));
  return info;
}

QList<ViewCommandInfo> in(const QString& where, ViewPlaces places, QList<ViewCommandInfo> rows) {
  for (ViewCommandInfo& info : rows) {
    info.where = where;
    info.places |= places;
  }
  return rows;
}

QList<ViewCommandInfo> listCommands() {
  using C = ViewCommand;
  const auto tr = [](const char* text) { return ViewKeys::tr(text); };
  const ViewPlaces more = ViewPlace::Rows | ViewPlace::History;
  return in(tr("Lists"), ViewPlace::List | ViewPlace::Tail,
            {row(C::Open, "open", tr("Open"), {"Return", "Enter"}, more),
             row(C::OpenInTab, "open-tab", tr("Open in a new tab"), {"Ctrl+Return", "Ctrl+Enter"}),
             row(C::Peek, "peek", tr("Peek in the inspector"), {"Space"}),
             row(C::ExtendUp, "extend-up", tr("Select the row above too"), {"Shift+Up"}),
             row(C::ExtendDown, "extend-down", tr("Select the row below too"), {"Shift+Down"}),
             row(C::SelectAll, "select-all", tr("Select every row that is loaded"), {"Ctrl+A"}),
             row(C::Toggle, "toggle", tr("Take the row into the selection, or out"), {"X"}),
             row(C::Delete, "delete", tr("Delete what is selected, after asking"), {"Del"}),
             row(C::CopyCell, "copy", tr("Copy the cell"), {"Ctrl+C", "Ctrl+Ins"}, ViewPlace::Rows),
             row(C::CopyRow, "copy-row", tr("Copy the rows as JSON"), {"Ctrl+Shift+C"})});
}

QList<ViewCommandInfo> otherCommands() {
  using C = ViewCommand;
  const auto tr = [](const char* text) { return ViewKeys::tr(text); };
  return in(tr("Live tail"), ViewPlace::Tail,
            {row(C::Follow, "follow", tr("Follow the newest event, or stop"), {"F"}),
             row(C::Pause, "pause", tr("Pause or go on"), {"P"}),
             row(C::Clear, "clear", tr("Clear"), {"C"})}) +
         in(tr("History"), ViewPlace::History,
            {row(C::Older, "older", tr("Older checkpoint"), {"["}),
             row(C::Newer, "newer", tr("Newer checkpoint"), {"]"}),
             row(C::MarkA, "mark-a", tr("Mark as A"), {"A"}),
             row(C::MarkB, "mark-b", tr("Mark as B"), {"B"})}) +
         in(tr("Values"), ViewPlace::Values,
            {row(C::CopyValue, "copy-value", tr("Copy the value"), {"Ctrl+C", "Ctrl+Ins"}),
             row(C::CopyPath, "copy-path", tr("Copy the path"), {"Ctrl+Shift+C"}),
             row(C::OpenLevels, "open-levels", tr("Open two levels"), {"Shift+Right"}),
             row(C::CloseAll, "close-all", tr("Close all"), {})});
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
    const bool here = view != nullptr && all[i].places.testFlag(view->place());
    const bool possible = here && view->can(all[i].command);
    actions_[i]->setEnabled(possible);
    actions_[i]->setStatusTip(possible ? QString()
                              : here   ? tr("This list has nothing that it could be done to.")
                                       : tr("Go to one first: %1.").arg(all[i].where));
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
