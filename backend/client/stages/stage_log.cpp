// SPDX-License-Identifier: Apache-2.0
#include "backend/client/stages/stage_log.h"

#include <QFileInfo>
#include <QHostInfo>
#include <QLocalSocket>
#include <QTcpSocket>

namespace heddle::client {
namespace {}  // namespace

StageLog::StageLog(std::vector<Stage> stages, int firstIndex, Report report, const std::atomic<bool>& stopped)
    : stages_(std::move(stages)), firstIndex_(firstIndex), report_(std::move(report)), stopped_(stopped) {
  clock_.start();
}

void StageLog::passed(const QString& detail) {
  close(StageResult::passed, detail, {}, {});
}

void StageLog::warned(const QString& detail, const QString& fix) {
  close(StageResult::warned, detail, {}, fix);
}

void StageLog::recognised(const QString& flavour, const QString& badge) {
  if (!goesOn()) return;
  stages_[current_].flavour = flavour;
  stages_[current_].badge = badge;
}

void StageLog::failed(const QString& cause, const QString& fix) {
  if (!goesOn()) return;
  close(StageResult::failed, {}, cause, fix);
  failed_ = true;
  for (; current_ < stages_.size(); ++current_) {
    stages_[current_].result = StageResult::notReached;
    report_(firstIndex_ + static_cast<int>(current_), stages_[current_]);
  }
}

void StageLog::close(StageResult result, const QString& detail, const QString& cause, const QString& fix) {
  if (!goesOn()) return;
  auto& stage = stages_[current_];
  stage.result = result;
  stage.detail = detail;
  stage.cause = cause;
  stage.fix = fix;
  stage.time = std::chrono::microseconds(clock_.nsecsElapsed() / 1000);
  clock_.restart();
  report_(firstIndex_ + static_cast<int>(current_), stage);
  ++current_;
}

void testReachable(StageLog& log, const Place& place, const QString& program) {
  const auto found = QHostInfo::fromName(place.host);
  if (found.error() != QHostInfo::NoError || found.addresses().isEmpty()) {
    log.failed(QStringLiteral("The name %1 has no address.").arg(place.host),
               QStringLiteral("Check the spelling; a VPN or a search domain may be missing."));
    return;
  }
  QStringList addresses;
  for (const auto& address : found.addresses())
    addresses << address.toString();
  log.passed(addresses.join(QStringLiteral(", ")));
  if (!log.goesOn()) return;
  QTcpSocket socket;
  socket.connectToHost(place.host, place.port);
  if (socket.waitForConnected(kPatienceMs)) {
    log.passed(QStringLiteral("%1:%2").arg(socket.peerAddress().toString()).arg(place.port));
  } else if (socket.error() == QAbstractSocket::ConnectionRefusedError) {
    log.failed(QStringLiteral("Nothing listens on port %1 of %2.").arg(place.port).arg(place.host),
               QStringLiteral("Start %1, or correct the port.").arg(program));
  } else {
    log.failed(QStringLiteral("%1 does not answer on port %2.").arg(place.host).arg(place.port),
               QStringLiteral("A firewall may drop the traffic; an SSH tunnel or a VPN may be needed."));
  }
}

void testSocketFile(StageLog& log, const QString& path, const QString& program) {
  if (!QFileInfo::exists(path)) {
    log.failed(QStringLiteral("There is no socket %1.").arg(path),
               QStringLiteral("Start %1, or correct the path.").arg(program));
    return;
  }
  log.passed(path);
  if (!log.goesOn()) return;
  QLocalSocket socket;
  socket.connectToServer(path);
  if (socket.waitForConnected(kPatienceMs))
    log.passed(QStringLiteral("Unix socket"));
  else if (socket.error() == QLocalSocket::SocketAccessError) {
    log.failed(QStringLiteral("This user may not open the socket."),
               QStringLiteral("Ask for access to %1.").arg(path));
  } else {
    log.failed(QStringLiteral("Nobody listens on the socket."), QStringLiteral("Start %1.").arg(program));
  }
}

}  // namespace heddle::client
