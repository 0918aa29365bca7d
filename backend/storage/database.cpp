// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/database.h"

#include <utility>

namespace heddle::storage {
namespace {

using namespace std::chrono_literals;

PoolOptions poolOptions(std::string name, int size, std::chrono::milliseconds statementTimeout = 30s) {
  PoolOptions out;
  out.name = std::move(name);
  out.size = size;
  out.session.statementTimeout = statementTimeout;
  return out;
}

}  // namespace

core::Result<std::unique_ptr<Database>> Database::create(boost::asio::any_io_executor executor,
                                                         DatabaseOptions options) {
  auto info = Conninfo::parse(options.uri);
  if (!info) return info.error();
  return std::unique_ptr<Database>(new Database(std::move(executor), *std::move(info), std::move(options)));
}

Database::Database(boost::asio::any_io_executor executor, Conninfo info, DatabaseOptions options)
    : executor_(std::move(executor)),
      connecting_(1),
      heartbeatConnecting_(1),
      info_(std::move(info)),
      options_(std::move(options)),
      engine_(executor_, connecting_.get_executor(), info_,
              poolOptions("engine", options_.engineConnections)),
      api_(executor_, connecting_.get_executor(), info_, poolOptions("API", options_.apiConnections)),
      heartbeat_(executor_, heartbeatConnecting_.get_executor(), info_, poolOptions("heartbeat", 1, 4s)) {}

Database::~Database() {
  close();
  connecting_.join();
  heartbeatConnecting_.join();
}

std::unique_ptr<Pool> Database::makeWriter() {
  return std::make_unique<Pool>(executor_, connecting_.get_executor(), info_, poolOptions("writer", 1));
}

void Database::close() {
  engine_.close();
  api_.close();
  heartbeat_.close();
}

}  // namespace heddle::storage
