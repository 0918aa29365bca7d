// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/question.h"

#include "backend/client/generation.h"

namespace heddle::client {

Question::Question(PgSession& session, Lane lane, QObject* parent)
    : QObject(parent), session_(session), lane_(lane) {}

quint64 Question::ask(PgSession::Work work, Done done) {
  Waiting waiting{std::move(work), std::move(done), nextGeneration()};
  const auto generation = waiting.generation;
  if (inFlight_)
    waiting_ = std::move(waiting);
  else
    send(std::move(waiting));
  return generation;
}

void Question::send(Waiting waiting) {
  inFlight_ = session_.run(lane_, this, std::move(waiting.work),
                           [this, done = std::move(waiting.done), generation = waiting.generation](
                               std::any answer, const SourceError* error) {
                             if (dropped_ >= generation) return;
                             inFlight_.reset();
                             if (waiting_) {
                               // Whoever asked again does not want this answer any more.
                               auto next = std::move(*waiting_);
                               waiting_.reset();
                               send(std::move(next));
                               return;
                             }
                             done(generation, std::move(answer), error);
                           });
}

void Question::drop() {
  waiting_.reset();
  if (!inFlight_) return;
  const auto number = *inFlight_;
  inFlight_.reset();
  dropped_ = nextGeneration();
  session_.cancel(number);
}

}  // namespace heddle::client
