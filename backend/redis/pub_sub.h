// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/live.h"
#include "backend/redis/link.h"

#include <list>
#include <map>
#include <memory>
#include <string>

namespace heddle::redis {

/// The one subscribing connection of a replica. Subscribes again after a reconnect and tells its listeners
/// so. A connection silent for 10 s in spite of pings is given up. I/O thread only.
class PubSub {
 public:
  PubSub(boost::asio::any_io_executor executor, Endpoint endpoint);
  void start();
  core::Task<void> stop();
  bool isUp() const { return link_.isUp(); }

  /// May be called before start; the listening must be gone before this object is.
  std::unique_ptr<core::LiveListening> listen(std::string channel, core::LiveCallbacks callbacks);

 private:
  struct Listener {
    explicit Listener(const boost::asio::any_io_executor& executor) : changed(executor) {}
    core::LiveCallbacks callbacks;
    async::Notifier changed;
    bool established = false;
  };
  struct Channel {
    std::list<std::shared_ptr<Listener>> listeners;
    int unanswered = 0;  // SUBSCRIBEs on their way
    bool established = false;
  };
  class Listening;

  void forget(const std::string& channel, const std::shared_ptr<Listener>& listener);
  void subscribe(const std::string& channel);
  void onUp();
  void onDown();
  void onReply(const Reply& reply);
  void onSubscribed(const std::string& channel);
  void onMessage(const std::string& channel, std::string_view message);
  core::Task<void> keepAlive();

  std::map<std::string, Channel> channels_;  // also those without listeners whose SUBSCRIBE is unanswered
  Link link_;
  async::TaskScope tasks_;
};

}  // namespace heddle::redis
