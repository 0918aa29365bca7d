// SPDX-License-Identifier: Apache-2.0
#include "backend/api/protocol.h"

#include "backend/api/delegation.h"
#include "backend/api/errors.h"
#include "backend/api/json_check.h"
#include "backend/api/parameters.h"
#include "backend/api/protocol_commands.h"
#include "backend/api/protocol_stream.h"

namespace heddle::api::protocol {

core::Task<Answer> command(Api& api, net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) co_return thread.error();
  if (firstJsonError(request.body)) co_return badRequest("Invalid JSON body");
  const auto command = ProtocolCommand::read(request.body);
  if (!command) co_return net::Response::json(ProtocolCommand::malformed(request.body), 400);
  Step step{
      accessOf(command->method), carryOutCommand, JsonObject(request.body), {{"thread_id", thread->text()}}};
  auto answer = co_await delegate(api, request, std::move(step));
  co_return std::move(answer.response);
}

core::Task<Answer> carryOutCommand(Api& api, net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) co_return thread.error();
  auto command = ProtocolCommand::read(request.body);
  if (!command) co_return net::Response::json(ProtocolCommand::malformed(request.body), 400);
  auto reply = co_await answerCommand(api, request, *thread, std::move(*command));
  if (!reply) co_return reply.error();
  co_return net::Response::json(std::move(*reply));
}

core::Task<Answer> events(Api& api, net::Request& request) {
  const auto thread = threadIdIn(request);
  if (!thread) co_return thread.error();
  if (firstJsonError(request.body)) co_return badRequest("Invalid JSON body");
  auto filter = ProtocolFilter::read(request.body);
  if (!filter) co_return filter.error();
  net::Response response;
  response.contentType = "text/event-stream; charset=utf-8";
  response.with("cache-control", "no-store").with("x-accel-buffering", "no");
  response.stream =
      std::make_unique<ProtocolStream>(api, *thread, std::move(*filter), ProtocolStream::Form::sse);
  co_return response;
}

}  // namespace heddle::api::protocol
