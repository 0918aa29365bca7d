// SPDX-License-Identifier: Apache-2.0
#include "backend/api/next_item.h"

#include <exception>
#include <utility>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace heddle::api {
namespace {

using std::chrono::milliseconds;

/// A failure as a value: the operator below would go on waiting for the other side if one side threw.
struct Next {
  jobs::StreamItem item;
  std::exception_ptr failure;
};

core::Task<Next> nextItem(jobs::Subscription& subscription, milliseconds patience) {
  Next next;
  try {
    next.item = co_await subscription.next(patience);
  } catch (...) {
    next.failure = std::current_exception();
  }
  co_return next;
}

}  // namespace

core::Task<jobs::StreamItem> nextOrClosing(jobs::Subscription& subscription, net::BodyWriter& out,
                                           milliseconds patience) {
  using boost::asio::experimental::awaitable_operators::operator||;
  auto next = nextItem(subscription, patience);
  auto closing = out.untilClosing();
  auto first = co_await (std::move(next) || std::move(closing));
  auto* got = std::get_if<0>(&first);
  if (got == nullptr) co_return jobs::StreamItem{};
  if (got->failure && out.closing() == net::Closing::no) std::rethrow_exception(got->failure);
  co_return std::move(got->item);
}

}  // namespace heddle::api
