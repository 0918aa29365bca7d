// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/allow_list.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace heddle::client {
namespace {

constexpr std::array<std::string_view, 46> kReading{
    "PING",         "TIME",       "INFO",        "ROLE",      "DBSIZE",    "SCAN",          "TYPE",
    "TTL",          "PTTL",       "EXISTS",      "GET",       "MGET",      "GETRANGE",      "STRLEN",
    "HGET",         "HMGET",      "HGETALL",     "HLEN",      "HSCAN",     "LLEN",          "LRANGE",
    "SCARD",        "SSCAN",      "ZCARD",       "ZSCORE",    "ZRANGE",    "ZRANGEBYSCORE", "ZCOUNT",
    "ZSCAN",        "XLEN",       "XRANGE",      "XREVRANGE", "SUBSCRIBE", "PSUBSCRIBE",    "UNSUBSCRIBE",
    "PUNSUBSCRIBE", "FT._LIST",   "FT.SEARCH",   "JSON.GET",  "JSON.TYPE", "HEXISTS",       "SISMEMBER",
    "ZREVRANGE",    "EXPIRETIME", "PEXPIRETIME", "FT.INFO"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kReadingPairs{{
    {"PUBSUB", "CHANNELS"}, {"PUBSUB", "NUMSUB"},   {"PUBSUB", "NUMPAT"}, {"XINFO", "STREAM"},
    {"XINFO", "GROUPS"},    {"XINFO", "CONSUMERS"}, {"MODULE", "LIST"},   {"MEMORY", "USAGE"},
    {"MEMORY", "STATS"},    {"OBJECT", "ENCODING"}, {"OBJECT", "FREQ"},   {"OBJECT", "IDLETIME"},
    {"OBJECT", "REFCOUNT"}, {"CLUSTER", "INFO"},    {"CLUSTER", "NODES"}, {"CLUSTER", "SLOTS"},
    {"CLUSTER", "SHARDS"},  {"SLOWLOG", "GET"},     {"SLOWLOG", "LEN"},
}};

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

}  // namespace

bool isReadOnlyCommand(const std::vector<std::string>& arguments) {
  if (arguments.empty()) return false;
  const auto name = upper(arguments[0]);
  if (std::find(kReading.begin(), kReading.end(), name) != kReading.end()) return true;
  if (arguments.size() < 2) return false;
  const auto second = upper(arguments[1]);
  return std::any_of(kReadingPairs.begin(), kReadingPairs.end(),
                     [&](const auto& pair) { return pair.first == name && pair.second == second; });
}

}  // namespace heddle::client
