// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QVector>

namespace heddle::models {

/// One message of a thread's `messages` channel, ready to be shown as a card.
struct MessageRow {
  QString id;
  QString role;  // human, ai, tool, system, or the type as it stands
  QString name;
  QString text;
  QVector<QString> toolCalls;  // `search({"q": …})`, one per call
  QString note;                // tokens, duration or tool status where the message tells

  bool operator==(const MessageRow&) const = default;
};

}  // namespace heddle::models
