// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/deployment/environment.h"

#include <QByteArray>
#include <QString>

namespace heddle::client {

enum class WriteLevel { readOnly, open };

/// The one gate every HTTP request passes, below the window: known reads always, the known actions only at
/// level open, anything else never. A value; not tied to a thread.
class WriteGate {
 public:
  /// Only environment local starts unlocked.
  explicit WriteGate(deployment::Environment environment, QString deploymentName = {});

  WriteLevel level() const { return level_; }
  bool isOpen() const { return level_ == WriteLevel::open; }
  /// Why actions are refused here, for tooltips; empty when open.
  QString refusal() const;
  /// `path` without base URL, beginning with `/`, with its query. Errors: forbidden, with the sentence to
  /// show.
  core::Result<void> allows(const QByteArray& method, const QString& path) const;

 private:
  WriteLevel level_;
  QString name_;
  deployment::Environment environment_;
};

}  // namespace heddle::client
