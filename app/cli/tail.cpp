// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/redis/tail_feed.h"
#include "backend/wire/masking.h"

#include <cstdio>

#include <QCoreApplication>
#include <QTimer>

namespace heddle::cli {
namespace {

using client::TailEvent;
using wire::Value;

const char* word(TailEvent::Kind kind) {
  switch (kind) {
    case TailEvent::Kind::event:
      return "event";
    case TailEvent::Kind::gap:
      return "gap";
    case TailEvent::Kind::end:
      return "end";
    case TailEvent::Kind::note:
      return "note";
  }
  return "";
}

void print(const TailEvent& row, const Arguments& arguments) {
  if (arguments.json) {
    printJson(Value::ofObject({{"kind", Value::ofString(word(row.kind))},
                               {"thread_id", Value::ofString(row.thread.text())},
                               {"run_id", Value::ofString(row.run.text())},
                               {"attempt", Value::ofInt(row.attempt)},
                               {"n", Value::ofInt(row.n)},
                               {"time", timeValue(row.time == 0 ? row.received : row.time)},
                               {"mode", textValue(row.mode)},
                               {"ns", textValue(row.ns)},
                               {"data", jsonValue(*row.data, secretsOf(arguments))}}),
              secretsOf(arguments));
    return;
  }
  const auto mode = row.ns.empty() ? row.mode : row.mode + "|" + row.ns;
  std::printf("%s  %s  %-16s %s\n", localTime(row.received).c_str(), row.run.text().substr(0, 8).c_str(),
              row.kind == TailEvent::Kind::event ? mode.c_str() : word(row.kind),
              (arguments.reveal ? *row.data : wire::withoutSecrets(*row.data)).c_str());
  std::fflush(stdout);
}

/// One tail until its end: the run's end, the count, or a source that refuses.
class Tail {
 public:
  Tail(const Arguments& arguments, client::TailFeed& feed) : arguments_(arguments), feed_(feed) {
    QObject::connect(&feed_, &client::TailFeed::batchArrived, &loop_,
                     [this](const client::TailBatch& batch) { take(batch); });
    QObject::connect(&feed_, &client::TailFeed::stateChanged, &loop_,
                     [this](const client::SourceState& state) {
                       if (state.phase == client::SourcePhase::failed ||
                           (state.phase == client::SourcePhase::lost && !subscribed_)) {
                         end(complain(kUnreachable, state.sentence.toStdString()));
                       }
                     });
    QObject::connect(&feed_, &client::TailFeed::subscribed, &loop_, [this] { subscribed_ = true; });
  }

  /// The run was over before anybody could listen: what is kept comes at once, then nothing more will.
  void endsWithSilence(const std::string& status) {
    constexpr std::chrono::milliseconds kSilence{1500};
    QTimer::singleShot(kSilence, &loop_, [this, status] {
      if (printed_ > 0)
        end(kFine);
      else
        end(complain(kFine,
                     "The run has ended (" + status +
                         ") and its events are no longer kept; `heddle threads state` shows what it left."));
    });
  }

  int run() { return ended_ ? code_ : (loop_.exec(), code_); }

 private:
  void take(const client::TailBatch& batch) {
    for (const auto& row : batch) {
      if (ended_) return;
      print(row, arguments_);
      ++printed_;
      const bool over = row.kind == TailEvent::Kind::end && !arguments_.runId.empty();
      if (over || (arguments_.count > 0 && printed_ >= arguments_.count)) end(kFine);
    }
  }

  void end(int code) {
    if (ended_) return;
    ended_ = true;
    code_ = code;
    feed_.stop();
    loop_.quit();
  }

  const Arguments& arguments_;
  client::TailFeed& feed_;
  QEventLoop loop_;
  int printed_ = 0, code_ = kFine;
  bool ended_ = false, subscribed_ = false;
};

}  // namespace

int tail(const Arguments& arguments, client::DeploymentSession& session) {
  if (session.redis() == nullptr)
    return complain(kFindings, "This deployment has no Redis URI; live events pass through Redis.");
  auto run = core::RunId::parse(arguments.runId);
  auto thread = core::ThreadId::parse(arguments.threadId);
  if (!arguments.runId.empty() && !run) return complain(kUsage, "A run's id is a UUID.");
  std::string ended;
  if (session.postgres() != nullptr) {
    // Postgres tells the flavour, and of a run its thread and whether it is over already.
    client::RunFeed feed(*session.postgres());
    const auto answer = answerOf<std::vector<query::RunRecord>>(
        feed, &client::RunFeed::rereadDone, [&] { feed.reread({run ? run->text() : std::string()}); });
    if (const auto* rows = std::get_if<std::vector<query::RunRecord>>(&answer)) {
      if (run && rows->empty()) return complain(kFindings, "There is no run with this id (any more).");
      if (run) thread = core::ThreadId::parse(rows->front().threadId);
      if (run && !rows->front().isLive()) ended = rows->front().status;
    }
  }
  const std::unique_ptr<client::TailFeed> feed(session.makeTail(nullptr));
  Tail view(arguments, *feed);
  if (run)
    feed->showRun(thread.value_or(core::ThreadId{}), *run);
  else
    feed->showDeployment(arguments.cap);
  if (!ended.empty()) view.endsWithSilence(ended);
  return view.run();
}

}  // namespace heddle::cli
