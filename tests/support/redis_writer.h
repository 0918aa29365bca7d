// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <hiredis/hiredis.h>

namespace heddle::test {

/// Plays the server's part towards Redis in tests: blocking, plain commands over a Unix socket. Throws when
/// Redis refuses.
class RedisWriter {
 public:
  explicit RedisWriter(const std::string& socketPath)
      : context_(redisConnectUnix(socketPath.c_str()), redisFree) {
    if (!context_ || context_->err != 0) throw std::runtime_error("Redis does not answer at " + socketPath);
  }

  /// The integer of the reply, 0 for other kinds.
  long long run(const std::vector<std::string>& arguments) {
    std::vector<const char*> words;
    std::vector<std::size_t> lengths;
    for (const auto& argument : arguments) {
      words.push_back(argument.data());
      lengths.push_back(argument.size());
    }
    const std::unique_ptr<redisReply, decltype(&freeReplyObject)> reply(
        static_cast<redisReply*>(
            redisCommandArgv(context_.get(), static_cast<int>(words.size()), words.data(), lengths.data())),
        freeReplyObject);
    if (!reply || reply->type == REDIS_REPLY_ERROR)
      throw std::runtime_error(reply ? reply->str : context_->errstr);
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2) return reply->element[1]->integer;
    return reply->integer;
  }

  long long publish(const std::string& channel, const std::string& payload) {
    return run({"PUBLISH", channel, payload});
  }
  int subscribers(const std::string& channel) { return static_cast<int>(run({"PUBSUB", "NUMSUB", channel})); }
  int patterns() { return static_cast<int>(run({"PUBSUB", "NUMPAT"})); }

 private:
  std::unique_ptr<redisContext, decltype(&redisFree)> context_;
};

}  // namespace heddle::test
