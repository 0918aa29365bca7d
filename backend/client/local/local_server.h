// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <QUrl>

namespace heddle::client {

struct LocalServerSettings {
  QString configPath;  // langgraph.json
  QString dataDir;     // empty: `.heddle` beside the configuration
  int port = 0;        // 0: any free one
  QString program;     // empty: heddle-server beside this program
  QStringList extraArguments;
};

enum class ServerPhase { stopped, starting, running, stopping, failed };

/// One `heddle-server dev` process of ours. Lives in the GUI thread. Ends only the process it started:
/// SIGTERM first, SIGKILL after stopPatience(). Destroying it stops the server and waits for it at most that
/// long.
class LocalServer : public QObject {
  Q_OBJECT

 public:
  explicit LocalServer(LocalServerSettings settings, QObject* parent = nullptr);
  ~LocalServer() override;

  const LocalServerSettings& settings() const { return settings_; }
  QString dataDir() const;
  QString deploymentFile() const;  // in the data folder; there once running
  ServerPhase phase() const { return phase_; }
  QUrl url() const { return url_; }               // valid once running
  QString sentence() const { return sentence_; }  // why it failed
  qint64 pid() const;
  static constexpr std::chrono::seconds stopPatience() { return std::chrono::seconds{10}; }

  void start();
  void stop();
  void restart();

 Q_SIGNALS:
  void phaseChanged(heddle::client::ServerPhase phase);
  /// One line of either output, without its end; at most 64 KiB.
  void lineLogged(const QString& line, bool isError);
  void ready(const QUrl& url);
  /// While stopping, once a second: seconds until the kill.
  void killIn(int seconds);

 private:
  void setPhase(ServerPhase phase, const QString& sentence = {});
  void readLines(QProcess::ProcessChannel channel);
  void takeLine(const QByteArray& line, bool isError);
  void ended(int code, QProcess::ExitStatus status);
  void countDown();

  LocalServerSettings settings_;
  QProcess process_;
  QByteArray out_, error_, lastError_;
  QTimer kill_;
  int secondsLeft_ = 0;
  bool restart_ = false;
  ServerPhase phase_ = ServerPhase::stopped;
  QUrl url_;
  QString sentence_;
};

/// A server somebody else started in this data folder, found by its lock; offered for opening, never ended.
struct FoundServer {
  qint64 pid = 0;          // 0: somebody holds the folder, but cannot be named
  QString deploymentFile;  // empty: it wrote none
};
/// Nothing when the folder is free.
std::optional<FoundServer> findServer(const QString& dataDir);

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::ServerPhase)
