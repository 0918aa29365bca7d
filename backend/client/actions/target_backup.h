// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action_plan.h"
#include "backend/client/api/api_session.h"

#include <vector>

#include <QObject>
#include <QTemporaryFile>

namespace heddle::client {

/// One read that a copy of a target is made of.
struct BackupRead {
  std::string part;  // "thread", "runs", "history", …
  QByteArray method;
  QString path;
  QByteArray body;  // empty: none
};

/// Whether this action takes something away of which a copy can be kept.
bool canKeepCopy(ActionVerb verb);

/// Keeps a copy of everything that an action is about to take away: reads each target through the API and
/// writes one line of JSON for it into a file of its own, readable by its owner alone. Secrets are masked. A
/// target that is gone already is left out; any other failure ends it, and no file stays. Deleting it ends it
/// early. GUI thread; `api` outlives it.
class TargetBackup : public QObject {
  Q_OBJECT

 public:
  /// `folder` is made when it is not there.
  TargetBackup(ApiSession& api, const ActionPlan& plan, QString folder, QObject* parent = nullptr);
  void start();
  int total() const { return static_cast<int>(targets_.size()); }

 Q_SIGNALS:
  void progressed(int kept);
  void finished(const QString& path);
  void failed(const QString& sentence);

 private:
  void keep(std::size_t index);
  void read(std::size_t index, std::size_t part, wire::Value::Object parts);
  void write(std::size_t index, wire::Value::Object parts);
  void end();

  ApiSession& api_;
  ActionVerb verb_;
  std::vector<ActionTarget> targets_;
  QString folder_;
  QTemporaryFile file_;
};

}  // namespace heddle::client
