// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"
#include "backend/jobs/channel_order.h"
#include "backend/jobs/pulse_socket.h"
#include "backend/jobs/saver_service.h"
#include "backend/jobs/session_channel.h"
#include "backend/wire/frame_interleaver.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/local/stream_protocol.hpp>

namespace heddle::jobs {

inline constexpr std::size_t kRunWindow = 1024 * 1024, kTotalWindow = 16 * 1024 * 1024;

/// What a runner says of itself every 2 s.
struct RunnerPulse {
  double loopLagMilliseconds = 0;
  std::int64_t rssBytes = 0;
  int active = 0;
};

/// One runner's sockets: frames in and out, channels, credit, pings. Knows nothing of processes. I/O thread
/// only; stop() before destruction.
class RunnerSession {
 public:
  struct Events {
    std::function<void(std::string)> onHello, onGraphs, onLog;
    std::function<void(RunnerPulse)> onPulse;
    /// The socket ended or the peer broke the protocol. Not a death: that is the exit of the process.
    std::function<void(std::string reason)> onClosed;
  };

  /// Takes ownership of the connected socket `fd`.
  RunnerSession(boost::asio::any_io_executor executor, int fd, SaverService& saver, Events events);
  /// Before start(): pings go over this second socket, which the session owns from now on.
  void pingOn(int fd);
  void start();
  core::Task<void> stop();

  /// Opens a channel and sends its first frame on it. The owner must close it before it dies.
  std::uint32_t open(SessionChannel& owner, wire::FrameKind kind, std::string body);
  /// Frames still coming on it are ignored.
  void close(std::uint32_t channel);
  void send(wire::FrameKind kind, std::uint32_t channel, std::string body);
  /// So many bytes of events were taken care of; goes back to the runner as credit.
  void credit(std::uint32_t channel, std::size_t bytes);
  /// Completes when every put of the channel up to now was answered.
  core::Task<void> settled(std::uint32_t channel);
  /// Tells all channels that the process is gone.
  void processExited();
  bool isOpen() const { return !closed_; }
  /// How long the last ping has waited for its answer; 0 when answered.
  std::chrono::steady_clock::duration unansweredFor() const;

 private:
  struct Channel {
    explicit Channel(const boost::asio::any_io_executor& executor) : order(executor) {}
    SessionChannel* owner = nullptr;
    ChannelOrder order;
    std::size_t creditDue = 0;
  };

  core::Task<void> read();
  core::Task<void> write();
  core::Task<void> ping();
  core::Task<void> returnCredit();
  core::Task<void> serve(wire::Message message, std::shared_ptr<Channel> channel, std::int64_t ticket);
  void dispatch(wire::Message message);
  void dispatchControl(wire::Message message);
  void request(wire::Message message);
  void onPong(const std::string& body);
  void fail(const std::string& reason);

  void closeSockets();

  boost::asio::local::stream_protocol::socket socket_;
  std::optional<PulseSocket> pulse_;
  SaverService& saver_;
  Events events_;
  async::Notifier wantsWrite_, creditWaits_;
  async::TaskScope tasks_;
  wire::FrameInterleaver outgoing_;
  std::map<std::uint32_t, std::shared_ptr<Channel>> channels_;  // 0 is always there
  std::uint32_t nextChannel_ = 1;
  std::int64_t pingSeq_ = 0;
  std::chrono::steady_clock::time_point pingedAt_{};
  bool pingOpen_ = false, closed_ = false, creditOwed_ = false;
};

}  // namespace heddle::jobs
