// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace heddle::tests {

/// `heddle-server dev` on the sample graphs, private to one test program; stopped and removed with the
/// object.
class LiveServer {
 public:
  LiveServer();
  ~LiveServer();

  /// False when it did not get ready; `log()` says why.
  bool start();
  /// Ends it; its data stay and the next start finds them, on another port.
  void stop();
  QString url() const { return url_; }
  QString deploymentFile() const { return folder_.filePath(QStringLiteral("data/deployment.json")); }
  QString log() const { return log_; }
  /// Runs a graph through the official Python SDK; the run has ended when it answers. Answers the run's id.
  QString runBySdk(const QString& graph);

 private:
  QTemporaryDir folder_;
  QProcess process_;
  QString url_, log_;
};

/// The Python that has langgraph and its SDK: $HEDDLE_TEST_PYTHON, else the project's own, else python3.
QString testPython();

}  // namespace heddle::tests
