// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaType>
#include <QString>
#include <QStringList>

namespace heddle::panels {

/// How a run is to run, beside its input. An empty word leaves the choice to the server.
struct RunOptions {
  QStringList streamModes{QStringLiteral("values"), QStringLiteral("updates"),
                          QStringLiteral("messages-tuple"), QStringLiteral("custom")};
  bool subgraphs = true;
  QStringList interruptBefore, interruptAfter;  // nodes, or "*" alone
  QString multitask;                            // enqueue, reject, interrupt, rollback
  QString durability;                           // async, sync, exit
  QString onCompletion;    // keep, delete: on a thread made for this run alone; empty: on the thread given
  int recursionLimit = 0;  // 0: the server's

  bool operator==(const RunOptions&) const = default;
};

/// All that the dialog asks to be sent. The documents are JSON text, or empty when there is nothing to send.
struct RunSubmission {
  QString assistant;
  QString threadId;
  QString input;  // or the answer to resume with
  QString configurable;
  QString context;
  RunOptions options;
};

/// "plan, write" as node names; "*" and "all" mean every node.
QStringList nodeNames(const QString& text);

}  // namespace heddle::panels

Q_DECLARE_METATYPE(heddle::panels::RunSubmission)
