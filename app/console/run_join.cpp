// SPDX-License-Identifier: Apache-2.0
#include "app/console/run_join.h"

#include <chrono>
#include <utility>

namespace heddle::console {
namespace {

constexpr std::chrono::seconds kJoinAgain{2};

}  // namespace

bool canJoinAgain(const client::SourceError& error) {
  using Kind = client::SourceError::Kind;
  return error.kind == Kind::unreachable || error.kind == Kind::timeout;
}

RunJoin::RunJoin(OpenDeployment& deployment, RunPlace place, QObject* parent)
    : QObject(parent), deployment_(deployment), place_(std::move(place)) {
  askAgain_.setSingleShot(true);
  askAgain_.setInterval(kJoinAgain);
  connect(&askAgain_, &QTimer::timeout, this, &RunJoin::start);
}

RunJoin::~RunJoin() {
  if (joined_ != 0 && joinedAt_) joinedAt_->stop(joined_);
}

void RunJoin::start() {
  client::ApiSession* api = deployment_.session() != nullptr ? deployment_.session()->api() : nullptr;
  if (api == nullptr) {
    askAgain_.start();  // the deployment is being opened anew
    return;
  }
  const auto came = [this](const client::StreamEvents& batch) {
    for (const auto& event : batch.events) {
      if (!event.id.empty()) place_.lastId = event.id;
    }
    Q_EMIT arrived(batch);
  };
  const auto over = [this](const client::SourceError* error) {
    joined_ = 0;
    if (error == nullptr) {
      Q_EMIT ended();
      return;
    }
    const bool again = canJoinAgain(*error);
    if (again) askAgain_.start();
    Q_EMIT broken(error->sentence, again);
  };
  joinedAt_ = api;
  joined_ = api->joinStream(place_.threadId.toStdString(), place_.runId.toStdString(), place_.lastId, this,
                            came, over);
}

}  // namespace heddle::console
