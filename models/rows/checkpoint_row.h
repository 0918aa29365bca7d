// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>

namespace heddle::models {

/// One checkpoint of a thread's history, without its values.
struct CheckpointRow {
  QString id;
  QString ns;        // checkpoint namespace: empty at the root, `node:task` below
  QString parentId;  // empty for the first one
  QString outerId;   // of a namespace: the checkpoint above that it belongs to
  QString source;    // input, loop, update or fork
  std::optional<int> step;
  qint64 createdUs = 0;
  QString runId;
  int tasks = 0;       // with writes on it
  int interrupts = 0;  // waiting for an answer here
  int errors = 0;

  bool operator==(const CheckpointRow&) const = default;
  QString key() const { return ns.isEmpty() ? id : QString(ns + QLatin1Char('/') + id); }
};

}  // namespace heddle::models
