// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QObject>

namespace heddle::shell {

// A box of choices finds a choice by its letters: while one has the focus, single keys are not shortcuts of
// the window. Fields of text see to that themselves. Lives as long as its window.
class LetterGuard : public QObject {
  Q_OBJECT
 public:
  explicit LetterGuard(QWidget* window);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
};

}  // namespace heddle::shell
