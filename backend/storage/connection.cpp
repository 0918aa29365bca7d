// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/connection.h"

#include "backend/storage/errors.h"

#include <optional>
#include <poll.h>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::storage {
namespace asio = boost::asio;
namespace {

std::string sessionSettings(const SessionOptions& options) {
  return "set statement_timeout = " + std::to_string(options.statementTimeout.count()) +
         "; set idle_in_transaction_session_timeout = " +
         std::to_string(options.idleInTransactionTimeout.count()) +
         "; set default_transaction_isolation = 'read committed'; set timezone = 'UTC'; set datestyle = "
         "'ISO'";
}

/// Behind a pooler every transaction may get another session, so ours must carry its settings itself.
std::string transactionSettings(const SessionOptions& options) {
  return "select set_config('statement_timeout', '" + std::to_string(options.statementTimeout.count()) +
         "', true), set_config('idle_in_transaction_session_timeout', '" +
         std::to_string(options.idleInTransactionTimeout.count()) +
         "', true), set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true)";
}

/// A pooler hands out cancel keys of its own making, so the process it names is not the one that answers.
bool isPooled(PGconn* connection) {
  const PgResultHandle answer(PQexec(connection, "select pg_backend_pid()"));
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) {
    throw ConnectionLost("The database does not answer: " + tidyMessage(PQerrorMessage(connection)));
  }
  return std::to_string(PQbackendPID(connection)) != PQgetvalue(answer.get(), 0, 0);
}

void applySettings(PGconn* connection, const SessionOptions& options) {
  const std::string settings = sessionSettings(options);
  const PgResultHandle set(PQexec(connection, settings.c_str()));
  if (PQresultStatus(set.get()) != PGRES_COMMAND_OK) {
    throw ConnectionLost("The database refused the session settings: " +
                         tidyMessage(PQerrorMessage(connection)));
  }
}

struct Opened {
  PgConnHandle handle;
  bool pooled = false;
};

/// Runs on a thread of the blocking pool.
core::Task<Opened> connectBlocking(Conninfo info, SessionOptions options,
                                   std::chrono::steady_clock::time_point latest) {
  // Whoever asked has given up, and so may all behind it: a host that does not answer costs each 5 s.
  if (std::chrono::steady_clock::now() > latest)
    throw core::Unavailable("The database does not answer in time; try again.");
  PgConnHandle handle(PQconnectdbParams(info.keywords().data(), info.values().data(), 0));
  if (PQstatus(handle.get()) != CONNECTION_OK) {
    throw ConnectionLost("The database cannot be reached: " + connectComplaint(handle.get()));
  }
  const bool pooled = isPooled(handle.get());
  if (!pooled) applySettings(handle.get(), options);
  PQsetNoticeProcessor(
      handle.get(), [](void*, const char*) {}, nullptr);
  if (PQsetnonblocking(handle.get(), 1) != 0 || PQenterPipelineMode(handle.get()) != 1) {
    throw ConnectionLost("The database connection does not do pipelines.");
  }
  co_return Opened{std::move(handle), pooled};
}

/// Marks a connection broken unless the exchange reached its end: an exception or a cancelled coroutine
/// leaves answers on the wire that nobody will read.
class Exchange {
 public:
  Exchange(bool& busy, bool& broken) : busy_(busy), broken_(broken) { busy_ = true; }
  ~Exchange() {
    busy_ = false;
    if (!complete_) broken_ = true;
  }
  void complete() { complete_ = true; }

 private:
  bool& busy_;
  bool& broken_;
  bool complete_ = false;
};

}  // namespace

/// What was put on the wire: per step, whether a parse precedes the call.
struct Connection::Sent {
  std::vector<bool> parses;
};

core::Task<std::unique_ptr<Connection>> Connection::open(asio::any_io_executor executor,
                                                         asio::any_io_executor blocking, Conninfo info,
                                                         SessionOptions options,
                                                         std::chrono::steady_clock::time_point latest) {
  auto connecting = connectBlocking(std::move(info), options, latest);
  // Never cancelled: libpq could not be broken off anyway, and Asio 1.81 would hand the cancellation to the
  // other thread, where the coroutine it is meant for may be gone by then.
  auto uncancelled = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
  Opened opened = co_await asio::co_spawn(blocking, std::move(connecting), uncancelled);
  co_return std::unique_ptr<Connection>(
      new Connection(std::move(executor), std::move(opened.handle), options, opened.pooled));
}

Connection::Connection(asio::any_io_executor executor, PgConnHandle handle, SessionOptions options,
                       bool pooled)
    : handle_(std::move(handle)),
      socket_(std::move(executor), PQsocket(handle_.get())),
      prepares_(!pooled),
      everyTransaction_(pooled ? transactionSettings(options) : std::string()) {}

Connection::~Connection() {
  abort();
  socket_.release();  // the socket belongs to libpq
}

void Connection::abort() {
  broken_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

bool Connection::usable() {
  if (busy_ || broken_ || PQstatus(handle_.get()) != CONNECTION_OK) return false;
  // Whoever held it went away in the middle of a transaction.
  if (PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) broken_ = true;
  // Between statements nothing should arrive: readable means the farewell of a session that was ended, or its
  // end.
  pollfd ready{PQsocket(handle_.get()), POLLIN, 0};
  if (poll(&ready, 1, 0) > 0) broken_ = true;
  return !broken_;
}

void Connection::fail() {
  broken_ = true;
  std::string why = tidyMessage(PQerrorMessage(handle_.get()));
  throw ConnectionLost("The database connection broke" + (why.empty() ? std::string(".") : ": " + why));
}

Connection::Sent Connection::send(const std::vector<Step>& steps) {
  Sent sent;
  for (const Step& step : steps) {
    const Statement& statement = step.statement;
    const bool named = prepares_ && !statement.name.empty();
    const bool parse = named && !prepared_.contains(statement.name);
    sent.parses.push_back(parse);
    if (parse) {
      if (!PQsendPrepare(handle_.get(), statement.name.c_str(), statement.sql.c_str(), 0, nullptr)) fail();
      prepared_.insert(statement.name);  // a later step of the same batch may use it; taken back on failure
    }
    const auto values = step.params.pointers();
    const auto lengths = step.params.lengths(), formats = step.params.formats();
    const int binary = statement.binaryResult ? 1 : 0;
    const int ok = named ? PQsendQueryPrepared(handle_.get(), statement.name.c_str(), step.params.count(),
                                               values.data(), lengths.data(), formats.data(), binary)
                         : PQsendQueryParams(handle_.get(), statement.sql.c_str(), step.params.count(),
                                             nullptr, values.data(), lengths.data(), formats.data(), binary);
    if (!ok) fail();
  }
  if (!PQpipelineSync(handle_.get())) fail();
  return sent;
}

core::Task<void> Connection::flush() {
  using namespace boost::asio::experimental::awaitable_operators;
  for (;;) {
    const int pending = PQflush(handle_.get());
    if (pending < 0) fail();
    if (pending == 0) co_return;
    // Reading has to go on while writing: a server whose answers are not taken stops taking our statements.
    boost::system::error_code readError, writeError;
    auto readable =
        socket_.async_wait(socket_.wait_read, asio::redirect_error(asio::use_awaitable, readError));
    auto writable =
        socket_.async_wait(socket_.wait_write, asio::redirect_error(asio::use_awaitable, writeError));
    co_await (std::move(readable) || std::move(writable));
    if (broken_) fail();
    if (PQconsumeInput(handle_.get()) == 0) fail();
  }
}

core::Task<PgResultHandle> Connection::nextResult() {
  while (PQisBusy(handle_.get())) {
    boost::system::error_code error;
    co_await socket_.async_wait(socket_.wait_read, asio::redirect_error(asio::use_awaitable, error));
    if (error || broken_ || PQconsumeInput(handle_.get()) == 0) fail();
  }
  PgResultHandle result(PQgetResult(handle_.get()));
  co_return result;
}

/// The one result of a command, with the null that ends it consumed.
core::Task<PgResultHandle> Connection::commandResult() {
  PgResultHandle result = co_await nextResult();
  if (!result || PQstatus(handle_.get()) != CONNECTION_OK) fail();
  const PgResultHandle end = co_await nextResult();
  if (end) fail();
  co_return result;
}

core::Task<void> Connection::expectSync() {
  const PgResultHandle sync = co_await nextResult();
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) fail();
}

core::Task<std::vector<Rows>> Connection::run(std::vector<Step> steps) {
  if (busy_ || broken_) throw ConnectionLost("The database connection is closed.");
  Exchange exchange(busy_, broken_);
  if (!everyTransaction_.empty()) steps.insert(steps.begin(), Step{Statement{"", everyTransaction_}, {}});
  const Sent sent = send(steps);
  co_await flush();
  std::vector<Rows> rows;
  std::optional<SqlError> failure;
  const auto judge = [&](const PgResultHandle& result, const std::string& name) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return true;
    if (!failure && status == PGRES_FATAL_ERROR) {
      const char* primary = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
      failure.emplace(sqlState(result.get()), tidyMessage(PQresultErrorMessage(result.get())),
                      primary == nullptr ? "" : primary);
    }
    prepared_.erase(name);  // skipped or refused; a parse that did succeed is told apart below
    return false;
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string& name = steps[i].statement.name;
    bool parsed = true;
    if (sent.parses[i]) {
      const PgResultHandle parse = co_await commandResult();
      parsed = judge(parse, name);
    }
    const bool known = prepared_.contains(name);
    PgResultHandle result = co_await commandResult();
    if (judge(result, name)) rows.emplace_back(std::move(result));
    if (parsed && known) prepared_.insert(name);  // the statement failed, not its parse
  }
  co_await expectSync();
  if (failure && failure->aboutStandby()) throw ConnectionLost("The database has become a standby.");
  exchange.complete();
  if (failure && failure->aboutResources()) throw OutOfResources(failure->what());
  if (failure && failure->aboutData()) throw DataError(*failure);
  if (failure) throw *std::move(failure);
  if (!everyTransaction_.empty()) rows.erase(rows.begin());
  co_return rows;
}

}  // namespace heddle::storage
