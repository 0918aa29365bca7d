// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QKeySequence>
#include <QList>
#include <QString>

namespace heddle::shell {

// A key that a view understands while it has the focus; no action stands behind it.
struct ViewKey {
  QKeySequence key;
  QString title;
  QString where;
};

QList<ViewKey> viewKeys();

}  // namespace heddle::shell
