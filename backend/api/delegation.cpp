// SPDX-License-Identifier: Apache-2.0
#include "backend/api/delegation.h"

#include "backend/api/errors.h"
#include "backend/api/gate.h"
#include "backend/core/unavailable.h"

namespace heddle::api {
namespace {

/// Lets blanks through to the client and keeps the rest.
class Collector : public net::BodyWriter {
 public:
  explicit Collector(net::BodyWriter& out) : out_(out) {}

  core::Task<bool> write(std::string_view bytes) override {
    const bool blank = bytes.find_first_not_of(" \r\n") == std::string_view::npos;
    if (blank) co_return co_await out_.write(bytes);
    text_.append(bytes);
    co_return out_.closing() == net::Closing::no;
  }
  net::Closing closing() const override { return out_.closing(); }
  core::Task<void> untilClosing() override { return out_.untilClosing(); }

  bool empty() const { return text_.empty(); }
  std::string takeText() { return std::move(text_); }

 private:
  net::BodyWriter& out_;
  std::string text_;
};

class RewrittenBody : public net::StreamBody {
 public:
  RewrittenBody(Delegated answer, Rewriting rewriting)
      : answer_(std::move(answer)), rewriting_(std::move(rewriting)) {}

  core::Task<void> run(net::BodyWriter& out) override {
    Collector collector(out);
    co_await answer_.response.stream->run(collector);
    if (collector.empty()) co_return;  // the connection closed first
    std::string document = collector.takeText();
    const auto text = co_await rewriting_(*answer_.request, std::move(document));
    co_await out.write(text);
  }

 private:
  Delegated answer_;
  Rewriting rewriting_;
};

/// A route that is switched off does not exist; a bridge that leads to the same place must refuse by itself.
bool isSwitchedOff(const Api& api, const Access& access) {
  return access.part == Part::runs && api.options.disabled.contains(Part::runs);
}

}  // namespace

core::Task<Delegated> delegate(Api& api, const net::Request& caller, Step step) {
  Delegated answer;
  answer.request = std::make_unique<net::Request>();
  auto& request = *answer.request;
  request.method = caller.method;
  request.methodWord = caller.methodWord;
  request.path = caller.path;
  request.target = caller.target;
  request.query = caller.query;  // auth handlers may find their token there
  request.headers = caller.headers;
  request.peer = caller.peer;
  request.id = caller.id;
  request.body = step.body.text();
  request.params = std::move(step.params);
  if (isSwitchedOff(api, step.access)) {
    answer.response =
        errorResponse({core::ErrorCode::forbidden, "Runs are switched off here (http.disable_runs)."});
    co_return answer;
  }
  try {
    answer.response = co_await pass(api, step.access, step.endpoint, request);
  } catch (const core::Unavailable&) {
    // A step of several: the bridge says in its own words that it failed.
    answer.response =
        errorResponse({core::ErrorCode::unavailable, "The server is not available right now; try again."});
  }
  co_return answer;
}

std::unique_ptr<net::StreamBody> rewritten(Delegated answer, Rewriting rewriting) {
  return std::make_unique<RewrittenBody>(std::move(answer), std::move(rewriting));
}

}  // namespace heddle::api
