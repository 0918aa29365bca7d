// SPDX-License-Identifier: Apache-2.0
// The event protocol over a WebSocket: commands and their answers, and the events of any number of
// subscriptions.
#include "backend/api/delegation.h"
#include "backend/api/errors.h"
#include "backend/api/json_check.h"
#include "backend/api/json_object.h"
#include "backend/api/parameters.h"
#include "backend/api/protocol.h"
#include "backend/api/protocol_commands.h"
#include "backend/api/protocol_stream.h"
#include "backend/async/notifier.h"
#include "backend/async/task_scope.h"

#include <map>
#include <memory>
#include <utility>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

namespace heddle::api::protocol {
namespace {

constexpr std::size_t kMostSubscriptions = 64;  // of a socket: each follows the thread by itself

/// One subscription's way to the socket: each line is a message. Closed by unsubscribing, or with the socket.
class SubscriptionWriter : public net::BodyWriter {
 public:
  SubscriptionWriter(net::Socket& socket, const boost::asio::any_io_executor& executor)
      : socket_(socket), closed_(executor) {}

  core::Task<bool> write(std::string_view lines) override {
    while (!lines.empty() && closing() == net::Closing::no) {
      const auto end = lines.find('\n');
      co_await socket_.write(lines.substr(0, end));
      lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    }
    co_return closing() == net::Closing::no;
  }
  net::Closing closing() const override { return over_ ? net::Closing::clientGone : socket_.closing(); }
  core::Task<void> untilClosing() override {
    while (closing() == net::Closing::no)
      co_await closed_.wait();
  }
  void close() {
    over_ = true;
    closed_.notifyAll();
  }

 private:
  net::Socket& socket_;
  async::Notifier closed_;
  bool over_ = false;
};

/// Owned by the task that follows the thread; the talk knows it by its id to close it.
struct Subscription {
  Subscription(Api& api, core::ThreadId thread, ProtocolFilter filter, net::Socket& socket,
               const boost::asio::any_io_executor& executor)
      : out(socket, executor), stream(api, thread, std::move(filter), ProtocolStream::Form::lines) {}
  SubscriptionWriter out;
  ProtocolStream stream;
};

core::Task<void> follow(std::shared_ptr<Subscription> subscription) {
  co_await subscription->stream.run(subscription->out);
}

class Talk : public net::SocketTalk {
 public:
  /// `upgrade`: of the session, which keeps it; commands come with its headers.
  Talk(Api& api, core::ThreadId thread, const net::Request& upgrade)
      : api_(api), thread_(thread), upgrade_(upgrade) {}

  core::Task<void> run(net::Socket& socket) override {
    const auto executor = co_await boost::asio::this_coro::executor;
    // A subscription that breaks must not leave its client waiting: it comes again, with `since`.
    async::TaskScope tasks(executor, [&socket](std::exception_ptr) { socket.breakOff(); });
    std::exception_ptr failure;
    try {
      co_await converse(socket, executor, tasks);
    } catch (...) {
      failure = std::current_exception();
    }
    // Subscriptions write to the socket, so they end first, whatever ended the talk.
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
    for (const auto& [id, subscription] : subscriptions_)
      if (const auto alive = subscription.lock()) alive->out.close();
    if (failure) tasks.cancel();
    co_await tasks.join();
    if (failure) std::rethrow_exception(failure);
  }

 private:
  core::Task<void> converse(net::Socket& socket, boost::asio::any_io_executor executor,
                            async::TaskScope& tasks) {
    while (auto text = co_await socket.read()) {
      const auto reply = co_await answer(std::move(*text), socket, executor);
      co_await socket.write(reply);
      for (auto& subscription : std::exchange(begun_, {}))
        tasks.spawn(follow(std::move(subscription)));
    }
  }

  core::Task<std::string> answer(std::string text, net::Socket& socket,
                                 boost::asio::any_io_executor executor) {
    if (firstJsonError(text))
      co_return errorReply("null", {"invalid_argument", "Protocol commands must be valid JSON."});
    const auto command = ProtocolCommand::read(text);
    if (!command) co_return ProtocolCommand::malformed(text);
    if (command->method == "subscription.subscribe") co_return subscribe(*command, socket, executor);
    if (command->method == "subscription.unsubscribe") co_return unsubscribe(*command);
    co_return co_await passOn(*command, std::move(text));
  }

  std::string subscribe(const ProtocolCommand& command, net::Socket& socket,
                        const boost::asio::any_io_executor& executor) {
    auto filter = ProtocolFilter::read(command.params);
    if (!filter) return errorReply(command.id, {"invalid_argument", filter.error().message});
    std::erase_if(subscriptions_, [](const auto& known) { return known.second.expired(); });
    if (subscriptions_.size() >= kMostSubscriptions)
      return errorReply(command.id,
                        {"invalid_argument", "This socket has its " + std::to_string(kMostSubscriptions) +
                                                 " subscriptions; end one first."});
    auto subscription = std::make_shared<Subscription>(api_, thread_, std::move(*filter), socket, executor);
    const auto id = core::Uuid::timeOrdered().text();
    subscriptions_[id] = subscription;
    begun_.push_back(std::move(subscription));
    CommandResult result;
    result.json = "{\"subscription_id\":\"" + id + "\",\"replayed_events\":0}";
    return successReply(command, result, thread_);
  }

  std::string unsubscribe(const ProtocolCommand& command) {
    const auto found = subscriptions_.find(JsonObject(command.params).string("subscription_id"));
    if (found == subscriptions_.end())
      return errorReply(command.id,
                        {"no_such_subscription", "There is no such subscription on this socket."});
    if (const auto alive = found->second.lock()) alive->out.close();
    subscriptions_.erase(found);
    return successReply(command, {}, thread_);
  }

  /// Through the gate like any other request: who may listen to a thread may not therefore command it.
  core::Task<std::string> passOn(const ProtocolCommand& command, std::string text) {
    Step step{accessOf(command.method), carryOutCommand, JsonObject(text), {{"thread_id", thread_.text()}}};
    auto answer = co_await delegate(api_, upgrade_, std::move(step));
    if (answer.ok()) co_return std::move(answer.response.body);
    const auto status = answer.response.status;
    const bool denied = status == 401 || status == 403;
    co_return errorReply(command.id, {denied ? "permission_denied" : "unknown_error",
                                      JsonObject(answer.response.body).string("detail")});
  }

  Api& api_;
  core::ThreadId thread_;
  const net::Request& upgrade_;
  std::map<std::string, std::weak_ptr<Subscription>> subscriptions_;
  std::vector<std::shared_ptr<Subscription>> begun_;  // their answer goes out first
};

}  // namespace

core::Task<Answer> socket(Api& api, net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) co_return thread.error();
  if (!net::wantsSocket(request)) co_return badRequest("This path takes a WebSocket, or a POST for events.");
  net::Response response;
  response.socket = std::make_unique<Talk>(api, *thread, request);
  co_return response;
}

}  // namespace heddle::api::protocol
