// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/connection_test.h"

#include <atomic>
#include <functional>
#include <vector>

#include <QElapsedTimer>

namespace heddle::client {

/// What one stage waits for its peer.
constexpr int kPatienceMs = 5000;

/// Walks one source's stages in order. Used in the test's thread; every change is handed on by `report`.
class StageLog {
 public:
  using Report = std::function<void(int index, const Stage& stage)>;

  StageLog(std::vector<Stage> stages, int firstIndex, Report report, const std::atomic<bool>& stopped);

  void passed(const QString& detail = {});
  void warned(const QString& detail, const QString& fix);
  /// What the current stage recognised.
  void recognised(const QString& flavour, const QString& badge);
  /// Ends the source: what follows is not reached.
  void failed(const QString& cause, const QString& fix);
  /// False when a stage failed, all are done, or the test was stopped.
  bool goesOn() const { return !failed_ && current_ < stages_.size() && !stopped_; }
  /// The stage that is next, by name.
  QString next() const { return goesOn() ? stages_[current_].name : QString(); }

 private:
  void close(StageResult result, const QString& detail, const QString& cause, const QString& fix);

  std::vector<Stage> stages_;
  int firstIndex_;
  Report report_;
  const std::atomic<bool>& stopped_;
  std::size_t current_ = 0;
  bool failed_ = false;
  QElapsedTimer clock_;
};

struct Place {
  QString host;
  quint16 port = 0;
};

/// The stages Resolve and TCP, which all sources over a network have. Blocking.
void testReachable(StageLog& log, const Place& place, const QString& program);
/// The same two stages for a Unix socket: the file, then whether somebody listens.
void testSocketFile(StageLog& log, const QString& path, const QString& program);

void testPostgres(StageLog& log, const deployment::Deployment& deployment);
void testRedis(StageLog& log, const deployment::Deployment& deployment);
void testApi(StageLog& log, const QUrl& url, const QByteArray& apiKey);

}  // namespace heddle::client
