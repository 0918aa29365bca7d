// SPDX-License-Identifier: Apache-2.0
#include "models/tables/runs_table.h"
#include "tests/gui/panels/sample_rows.h"
#include "tests/gui/panels/scenes.h"
#include "ui/panels/thread_detail/thread_detail_panel.h"
#include "ui/widgets/history_rail.h"

#include <QTreeView>

namespace heddle::scenes {
namespace {

const models::TimeFormat kFormat{models::TimeMode::utc, sample::kNowUs};

std::shared_ptr<const checkpoint::Diff> difference() {
  const auto value = [](const char* json) {
    return std::make_shared<const wire::Value>(wire::parseJson(json).value());
  };
  return std::make_shared<const checkpoint::Diff>(checkpoint::compare(
      value(R"({"messages":[{"type":"human","id":"m1","content":"Where is my refund for order 8812?"},
        {"type":"ai","id":"m2","content":"I will look that up."}],
        "plan":{"status":"drafting","tries":1},"budget":12345678901234567890,"scratch":["a","b"]})"),
      value(R"({"messages":[{"type":"human","id":"m1","content":"Where is my refund for order 8812?"},
        {"type":"ai","id":"m2","content":"I will look that up for you."},
        {"type":"tool","id":"m3","name":"search","content":"3 results"}],
        "plan":{"status":"asking","tries":2},"budget":12345678901234567890,"done":false})")));
}

SceneKind thread(const QString& name, panels::Layout layout,
                 std::function<void(panels::ThreadDetailPanel&)> prepare) {
  return {name, [layout, prepare] {
            auto runs = std::make_shared<models::RunsTable>();
            runs->setTimeFormat(kFormat);
            auto panel = std::make_unique<panels::ThreadDetailPanel>(*runs, layout);
            panel->setGate({true, {}});
            prepare(*panel);
            return Scene{runs, std::move(panel)};
          }};
}

/// Two steps of the thread compared, as after A and B in its history; a text that changed is chosen.
void compare(panels::ThreadDetailPanel& panel) {
  const auto detail = sample::waitingThread();
  panel.setThread(detail.row, {}, kFormat);
  panel.setHistory(detail.history, true, kFormat);
  panel.setState(detail.state);
  auto* rail = panel.findChild<widgets::HistoryRail*>();
  rail->setMarkA(rail->entries()->at(4).id);
  rail->setMarkB(rail->entries()->at(0).id);
  panel.setDiff(difference());
  for (auto* tree : panel.findChildren<QTreeView*>()) {
    const QModelIndex messages = tree->model()->index(0, 0);
    const QModelIndex second = tree->model()->index(0, 0, messages);
    if (second.data().toString() == QStringLiteral("[1]"))
      tree->setCurrentIndex(tree->model()->index(0, 0, second));
  }
}

/// A state of a shallow checkpointer with values that are encrypted.
void keepSecrets(panels::ThreadDetailPanel& panel) {
  const auto detail = sample::waitingThread();
  panel.setThread(detail.row, {}, kFormat);
  panel.setAbsences(
      QStringLiteral("A shallow checkpointer overwrites the state at each step, so there is no history."),
      QStringLiteral(
          "A checkpointer keeps states, no runs; those are known only to the program that uses it."));
  panel.setHistory({}, false, kFormat);
  auto state = detail.state;
  state.encrypted = true;
  state.note = QStringLiteral("Read from Postgres · 5 channels · messages: encrypted with aes");
  panel.setState(state);
}

}  // namespace

std::vector<SceneKind> diffScenes() {
  using panels::Layout;
  return {thread(QStringLiteral("thread-difference"), Layout::full, compare),
          thread(QStringLiteral("thread-difference-inspector"), Layout::compact, compare),
          thread(QStringLiteral("thread-without-history"), Layout::full, keepSecrets)};
}

}  // namespace heddle::scenes
