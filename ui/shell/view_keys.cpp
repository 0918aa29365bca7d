// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/view_keys.h"

#include <QCoreApplication>

namespace heddle::shell {

QList<ViewKey> viewKeys() {
  const auto tr = [](const char* text) {
    return QCoreApplication::translate("heddle::shell::ViewKey", text);
  };
  const QString lists = tr("Lists");
  const QString tail = tr("Live tail");
  const QString history = tr("History");
  return {
      {Qt::Key_Return, tr("Open"), lists},
      {Qt::CTRL | Qt::Key_Return, tr("Open in a new tab"), lists},
      {Qt::Key_Space, tr("Peek in the inspector"), lists},
      {Qt::SHIFT | Qt::Key_Down, tr("Select one row more"), lists},
      {Qt::CTRL | Qt::Key_A, tr("Select every row that is loaded"), lists},
      {Qt::Key_Delete, tr("Delete what is selected, after asking"), lists},
      {Qt::Key_X, tr("Take the row into the selection, or out"), lists},
      {Qt::CTRL | Qt::Key_C, tr("Copy the cell"), lists},
      {Qt::CTRL | Qt::SHIFT | Qt::Key_C, tr("Copy the rows as JSON"), lists},
      {Qt::Key_F, tr("Follow the newest event, or stop"), tail},
      {Qt::Key_P, tr("Pause or go on"), tail},
      {Qt::Key_C, tr("Clear"), tail},
      {Qt::Key_A, tr("Mark as A"), history},
      {Qt::Key_B, tr("Mark as B"), history},
      {Qt::Key_BracketLeft, tr("Older checkpoint"), history},
      {Qt::Key_BracketRight, tr("Newer checkpoint"), history},
  };
}

}  // namespace heddle::shell
