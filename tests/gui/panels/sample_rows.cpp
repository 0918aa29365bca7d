// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/panels/sample_rows.h"

#include "models/values/messages.h"

#include <QStringList>

namespace heddle::sample {

namespace {

QString id(int n) {
  return QStringLiteral("0198%1-7000-7000-8000-%2")
      .arg(n * 7919 % 65536, 4, 16, QLatin1Char('0'))
      .arg(n * 104729LL, 12, 16, QLatin1Char('0'));
}

core::RunStatus statusOf(int n) {
  using enum core::RunStatus;
  static constexpr std::array kCycle{running, running,     pending, error,   success,
                                     success, interrupted, success, timeout, success};
  return kCycle[static_cast<std::size_t>(n) % kCycle.size()];
}

std::shared_ptr<const wire::Value> json(const char* text) {
  return std::make_shared<const wire::Value>(wire::parseJson(text).value());
}

}  // namespace

std::vector<models::RunRow> runs(int count) {
  static const QStringList kNames{QStringLiteral("support"), QStringLiteral("research"),
                                  QStringLiteral("triage")};
  std::vector<models::RunRow> rows;
  for (int n = 0; n < count; ++n) {
    models::RunRow row;
    row.id = id(n + 1);
    row.threadId = id(n + 500);
    row.assistantName = kNames[n % 3];
    row.status = statusOf(n);
    row.createdUs = kNowUs - (n + 1) * 93'000'000LL;
    if (row.status != core::RunStatus::pending) row.startedUs = row.createdUs + 3'000 + n % 9 * 5'000;
    if (core::isTerminal(row.status)) row.endedUs = *row.startedUs + 1'700'000LL * (n % 7 + 1);
    if (row.startedUs) row.attempt = row.status == core::RunStatus::timeout ? 3 : 1;
    if (row.status == core::RunStatus::error)
      row.error = QStringLiteral("TimeoutError: upstream did not answer in 30 s");
    rows.push_back(row);
  }
  return rows;
}

std::vector<models::ThreadRow> threads(int count) {
  using enum core::ThreadStatus;
  static constexpr std::array kCycle{busy, idle, interrupted, idle, idle, error};
  std::vector<models::ThreadRow> rows;
  for (int n = 0; n < count; ++n) {
    models::ThreadRow row;
    row.id = id(n + 500);
    row.status = kCycle[static_cast<std::size_t>(n) % kCycle.size()];
    row.graph = n % 2 == 0 ? QStringLiteral("support") : QStringLiteral("triage");
    row.assistantId = id(n % 3 + 9000);
    row.createdUs = kNowUs - (n + 1) * 893'000'000LL;
    row.updatedUs = row.createdUs + 412'000'000LL;
    rows.push_back(row);
  }
  return rows;
}

models::RunDetail failedRun() {
  models::RunDetail detail;
  detail.row = runs(4).back();
  detail.graph = QStringLiteral("support");
  detail.input = json(
      R"({"messages": [{"role": "user", "content": "Where is my refund for order 8812?"}], "budget": 3})");
  detail.output = json(R"({"messages": [{"type": "human", "content": "Where is my refund?"}], "tries": 2})");
  detail.errorTitle = QStringLiteral("TimeoutError in write");
  detail.errorText = QStringLiteral(
      "upstream did not answer in 30 s\n\nTraceback (most recent call last):\n  File \"agent.py\", line 41, "
      "in write\n"
      "    reply = await model.ainvoke(prompt)\nTimeoutError: upstream did not answer in 30 s");
  detail.raw = QStringLiteral("{\n  \"run_id\": \"%1\",\n  \"status\": \"error\",\n  \"attempt\": 1\n}")
                   .arg(detail.row.id);
  for (int n = 0; n < 5; ++n) {
    models::StepRow step;
    step.checkpointId = id(n + 700);
    step.step = n - 1;
    step.source = n == 0 ? QStringLiteral("input") : QStringLiteral("loop");
    step.endedUs = detail.row.createdUs + n * 900'000;
    step.tookUs = 900'000;
    step.tasks = 1;
    if (n == 4) step.marks = QStringLiteral("1 failed");
    detail.steps.push_back(step);
  }
  return detail;
}

models::Timeline failedTimeline() {
  using State = models::TimelineRow::State;
  const models::RunRow run = runs(4).back();
  models::Timeline timeline;
  timeline.startUs = *run.startedUs;
  timeline.endUs = *run.endedUs;
  timeline.queued = models::TimelineRow{State::queued, {}, {}, {}, run.createdUs, timeline.startUs};
  const auto add = [&timeline](const char* node, const char* ns, int from, int to, State state) {
    const qint64 whole = timeline.endUs - timeline.startUs;
    const auto step = static_cast<int>(timeline.rows.size());
    timeline.rows.push_back({state, QLatin1String(node), QLatin1String(ns), step,
                             timeline.startUs + whole * from / 100, timeline.startUs + whole * to / 100});
  };
  add("plan", "", 0, 16, State::done);
  add("research", "", 16, 71, State::done);
  add("search_documents", "research:1", 18, 50, State::done);
  add("rank", "research:1", 50, 70, State::done);
  add("model", "", 71, 93, State::done);
  add("write", "", 93, 100, State::failed);
  return timeline;
}

models::ThreadDetail waitingThread() {
  models::ThreadDetail detail;
  detail.row = threads(3).back();
  detail.state.values = json(R"({"messages": [
      {"type": "human", "content": "Where is my refund for order 8812?"},
      {"type": "ai", "content": "I will look that up.", "tool_calls": [{"name": "search", "args": {"q": "refund policy 2026"}}],
       "usage_metadata": {"total_tokens": 41}},
      {"type": "tool", "name": "search", "content": "3 results"},
      {"type": "ai", "content": "The refund was issued on the 14th and should reach the account within five working days. Shall I send the confirmation again?",
       "usage_metadata": {"total_tokens": 212}}],
    "plan": {"status": "drafting", "tries": 2}, "budget": 12345678901234567890, "documents": [1.5, 2.25], "done": false})");
  detail.state.messages = models::messagesOf(*detail.state.values);
  detail.state.interrupts.push_back({QStringLiteral("i1"), QStringLiteral("ask_human"),
                                     QStringLiteral("{\"question\": \"Send the confirmation?\"}")});
  detail.state.note = QStringLiteral("Read from Postgres · 5 channels");
  for (int n = 0; n < 14; ++n) {
    models::CheckpointRow row;
    row.id = id(n + 900);
    row.parentId = n < 13 ? id(n + 901) : QString();
    if (n == 3) row.parentId = id(908);
    row.step = 13 - n;
    row.source = n == 13 ? QStringLiteral("input") : QStringLiteral("loop");
    row.createdUs = kNowUs - n * 118'000'000LL;
    row.tasks = 1;
    row.interrupts = n == 0 ? 1 : 0;
    detail.history.push_back(row);
  }
  return detail;
}

std::vector<models::TailRow> events(int count) {
  static const QStringList kModes{QStringLiteral("messages"), QStringLiteral("updates"),
                                  QStringLiteral("custom"), QStringLiteral("values")};
  std::vector<models::TailRow> rows;
  for (int n = 0; n < count; ++n) {
    models::TailRow row;
    row.timeUs = kNowUs + n * 21'000;
    row.runId = id(n % 3 + 1);
    row.threadId = id(500);
    row.eventId = QStringLiteral("1-%1").arg(n + 1);
    row.mode = kModes[n % 4];
    row.ns = n % 4 == 3 ? QString() : QStringLiteral("model:%1").arg(n);
    row.json =
        "{\"progress\": " + QByteArray::number(n) + ", \"text\": \"the refund was issued on the 14th and\"}";
    rows.push_back(row);
  }
  return rows;
}

std::vector<models::AuditRow> history() {
  std::vector<models::AuditRow> rows;
  const auto add = [&rows](const char* outcome, const char* verb, const QString& target, const char* result) {
    models::AuditRow row;
    row.id = QString::number(rows.size());
    row.timeUs = kNowUs - 97'000'000 * static_cast<qint64>(rows.size() + 1);
    row.deployment = QStringLiteral("prod-eu");
    row.environment = QStringLiteral("production");
    row.level = QStringLiteral("guarded");
    row.outcome = QLatin1String(outcome);
    row.verb = QLatin1String(verb);
    row.target = target;
    row.result = QLatin1String(result);
    row.reason = QStringLiteral("incident 4211");
    row.tookUs = 1'240'000;
    rows.push_back(std::move(row));
  };
  add("done", "delete thread", id(3), "Asked 1, done 1.");
  add("partly", "cancel run", id(4) + QStringLiteral(" +119"), "Asked 120, done 118, 2 changed meanwhile.");
  add("unlocked", "", {}, "Unlocked for 15 minutes.");
  add("refused", "delete run", id(5),
      "prod-eu is a production deployment and read-only now; unlock it with a reason.");
  add("cut off", "pause cron", id(6), "");
  add("locked", "", {}, "Locked: the connection was lost.");
  return rows;
}

std::vector<models::AssistantVersionRow> versions() {
  const auto version = [](int number, const char* changed, const char* value) {
    models::AssistantVersionRow row;
    row.version = number;
    row.inForce = number == 3;
    row.name = row.graph = QStringLiteral("chat");
    row.changed = QString::fromLatin1(changed);
    row.createdUs = kNowUs - (4 - number) * 86'400'000'000;
    row.value = json(value);
    return row;
  };
  return {
      version(3, "config", R"({"graph_id":"chat","config":{"configurable":{"model":"large","temperature":0.2,
            "prompt":"You are a patient assistant of the refunds team."},"tags":["vip"]},"metadata":{"team":"support"}})"),
      version(2, "config, metadata",
              R"({"graph_id":"chat","config":{"configurable":{"model":"small","temperature":0.2,
            "prompt":"You are an assistant of the refunds team."}},"metadata":{"team":"support"}})"),
      version(1, "", R"({"graph_id":"chat","config":{},"metadata":{}})")};
}

}  // namespace heddle::sample
