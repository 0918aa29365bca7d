// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QObject>
#include <QString>

namespace heddle::widgets {

// Puts a text on the clipboard that takes long to write, such as the JSON of a state of many megabytes. It is
// written in the pool while the window goes on. GUI thread.
class LargeCopy : public QObject {
  Q_OBJECT
 public:
  // Runs in another thread: owns what it reads.
  using Write = std::function<QString()>;

  using QObject::QObject;
  // One that is still being written by this object is dropped.
  void start(Write write);

 Q_SIGNALS:
  void copied();

 private:
  int newest_ = 0;
};

}  // namespace heddle::widgets
