// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include <QFlags>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QKeyEvent;
class QWidget;

namespace heddle::widgets {

// What a view can be told by a key while it has the focus.
enum class ViewCommand {
  Open,
  OpenInTab,
  Peek,
  ExtendUp,
  ExtendDown,
  SelectAll,
  Toggle,
  Delete,
  CopyCell,
  CopyRow,
  Follow,
  Pause,
  Clear,
  Older,
  Newer,
  MarkA,
  MarkB,
  CopyValue,
  CopyPath,
  OpenLevels,
  CloseAll,
};

// The kinds of views that understand keys. A tail is a list too; messages and timelines know a part of it.
enum class ViewPlace { List = 1, Tail = 2, Rows = 4, History = 8, Values = 16 };
Q_DECLARE_FLAGS(ViewPlaces, ViewPlace)
Q_DECLARE_OPERATORS_FOR_FLAGS(ViewPlaces)

struct ViewCommandInfo {
  ViewCommand command;
  QString id;  // of its action, and in the settings
  QString title;
  QString where;             // in words: "Lists"
  ViewPlaces places;         // where it can act
  QList<QKeySequence> keys;  // none: from the palette only
};

// All of them, with the keys that they come with.
QList<ViewCommandInfo> viewCommands();

// A view that is told commands.
class KeyedView {
 public:
  virtual ViewPlace place() const = 0;
  // False for what nobody would carry out, wherever the cursor is.
  virtual bool can(ViewCommand) const { return true; }
  // False when there is nothing to do it to; the key then goes on to whoever else wants it.
  virtual bool perform(ViewCommand command) = 0;

 protected:
  ~KeyedView() = default;
};

// The keys of the views of one window, as actions that whoever binds keys may give others. They are no
// shortcuts: a view asks for them when it is sent a key, so that they act in views only, whatever the window
// understands besides. Triggered, an action does its command in the view that has the focus. Owned by its
// window; GUI thread. Views without such a window go by the keys that the commands come with.
class ViewKeys : public QObject {
  Q_OBJECT
 public:
  explicit ViewKeys(QWidget* window);

  // In the order of viewCommands().
  QList<QAction*> actions() const { return actions_; }
  // Switches on what the view that has the focus can be told; of the others the palette says why not.
  void allowForFocus();

  // Does in `view`, which is `widget`, what the key means there. True when the key is done with: also when it
  // was taken away from a command, so that the toolkit does not understand it either.
  static bool perform(const QWidget& widget, KeyedView& view, QKeyEvent* event);
  // The first key of the command; none when it has none.
  static QKeySequence keyOf(const QWidget& widget, ViewCommand command);

 private:
  static const ViewKeys* of(const QWidget& widget);
  KeyedView* focused() const;

  QWidget* window_;
  QList<QAction*> actions_;
};

// The widget's tool tip: the text, and in brackets the key of the command as it is when the tip is shown.
void showKeyInToolTip(QWidget* widget, const QString& text, ViewCommand command);

}  // namespace heddle::widgets
