// SPDX-License-Identifier: Apache-2.0
#include "app/server/local_services.h"

#include "backend/observe/log.h"

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace heddle::server {
namespace {

std::function<void(std::string_view)> logAs(const char* service) {
  return [service](std::string_view line) {
    const bool grave =
        line.find("FATAL:") != std::string_view::npos || line.find("PANIC:") != std::string_view::npos;
    // Our own question whether it is up yet is answered so.
    const bool expected = line.find("the database system is starting up") != std::string_view::npos;
    observe::log(grave && !expected ? observe::Level::warning : observe::Level::debug, line,
                 {{"service", service}});
  };
}

process::PrivatePostgres::Options postgresOptions(const process::DataFolder& folder,
                                                  const process::ServiceAccount& account, bool durable) {
  process::PrivatePostgres::Options options;
  options.clusterFolder = folder.clusterFolder();
  options.socketFolder = folder.socketFolder();
  options.account = account;
  options.durable = durable;
  options.onLine = logAs("postgres");
  return options;
}

process::PrivateRedis::Options redisOptions(const process::DataFolder& folder,
                                            const process::ServiceAccount& account) {
  process::PrivateRedis::Options options;
  options.socketFolder = folder.socketFolder();
  options.account = account;
  options.onLine = logAs("redis");
  return options;
}

std::string endedSentence(const char* service, const core::ChildExit& exit) {
  const std::string how =
      exit.signal != 0 ? "signal " + std::to_string(exit.signal) : "code " + std::to_string(exit.code);
  return std::string("the private ") + service + " ended by itself (" + how +
         "): start the server again, it recovers its data";
}

}  // namespace

LocalServices::LocalServices(boost::asio::any_io_executor executor, core::Spawner& spawner,
                             const process::DataFolder& folder, process::ServiceAccount account, bool durable,
                             StopRequest& stop)
    : postgres_(executor, spawner, postgresOptions(folder, account, durable)),
      redis_(spawner, redisOptions(folder, account)),
      stop_(stop),
      watches_(executor) {}

core::Task<core::Result<void>> LocalServices::start() {
  using namespace boost::asio::experimental::awaitable_operators;
  auto [postgres, redis] = co_await (postgres_.start() && redis_.start());
  if (!postgres) co_return postgres.error();
  if (!redis) co_return redis.error();
  watches_.spawn(watchPostgres());
  watches_.spawn(watchRedis());
  co_return core::Result<void>();
}

core::Task<void> LocalServices::watchPostgres() {
  const core::ChildExit exit = co_await postgres_.exited();
  stop_.fail(endedSentence("PostgreSQL", exit));
}

core::Task<void> LocalServices::watchRedis() {
  for (;;) {
    const core::ChildExit exit = co_await redis_.exited();
    observe::warning("the private Redis ended by itself and is started again",
                     {{"signal", exit.signal}, {"code", exit.code}});
    const core::Result<void> again = co_await redis_.start();
    if (!again) {
      stop_.fail(again.error().message);
      co_return;
    }
  }
}

core::Task<void> LocalServices::stop() {
  watches_.cancel();
  co_await watches_.join();
  using namespace boost::asio::experimental::awaitable_operators;
  co_await (redis_.stop() && postgres_.stop());
}

}  // namespace heddle::server
