// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/panels/sample_rows.h"
#include "tests/gui/panels/scenes.h"
#include "ui/panels/assistants/assistant_detail_panel.h"
#include "ui/panels/assistants/assistant_versions.h"
#include "ui/panels/assistants/assistants_page.h"
#include "ui/panels/crons/cron_detail_panel.h"
#include "ui/panels/crons/crons_page.h"
#include "ui/panels/crons/forecast_panel.h"
#include "ui/panels/run_detail/run_detail_panel.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/panels/store/namespace_tree.h"
#include "ui/panels/store/store_item_panel.h"
#include "ui/panels/store/store_page.h"
#include "ui/panels/thread_detail/thread_detail_panel.h"
#include "ui/panels/threads/threads_page.h"
#include "ui/widgets/data_table.h"

#include <QTabWidget>
#include <QTreeView>

namespace heddle::scenes {
namespace {

const models::TimeFormat kFormat{models::TimeMode::utc, sample::kNowUs};
const QString kSentence = QStringLiteral("The list could not be read.");
const QString kCause = QStringLiteral(
    "Postgres at db.example:5432 refused the connection: is it running? It is tried again every few "
    "seconds.");

std::vector<models::RunRow> rowsOf(const models::RunsTable&) {
  return sample::runs(60);
}
std::vector<models::ThreadRow> rowsOf(const models::ThreadsTable&) {
  return sample::threads(60);
}
std::vector<models::AssistantRow> rowsOf(const models::AssistantsTable&) {
  std::vector<models::AssistantRow> rows;
  for (const char* name :
       {"chat", "approval", "research", "failing", "slow", "a name as long as people give them"}) {
    models::AssistantRow row;
    row.id = QStringLiteral("b5f3a1c0-0000-4000-8000-%1").arg(rows.size(), 12, 10, QLatin1Char('0'));
    row.name = row.graph = QString::fromLatin1(name);
    row.version = static_cast<int>(rows.size()) + 1;
    row.createdUs = row.updatedUs = sample::kNowUs - 86'400'000'000 * static_cast<qint64>(rows.size());
    rows.push_back(row);
  }
  return rows;
}

std::vector<models::CronRow> rowsOf(const models::CronsTable&) {
  return sample::crons();
}

template <typename Table, typename Page>
SceneKind list(const QString& name, std::function<void(Table&, Page&)> prepare) {
  return {name, [prepare] {
            auto table = std::make_shared<Table>();
            table->setTimeFormat(kFormat);
            auto page = std::make_unique<Page>(*table);
            page->setGate({true, {}});
            prepare(*table, *page);
            return Scene{table, std::move(page)};
          }};
}

template <typename Table, typename Page>
void addStates(std::vector<SceneKind>& scenes, const QString& name) {
  const auto fill = [](Table& table, Page& page) {
    table.replaceAll(rowsOf(table));
    page.showReady();
    page.table().selectRow(3);
    page.setSummary(QStringLiteral("60 rows · 4 ms"));
    if constexpr (std::is_same_v<Page, panels::RunsPage>)
      page.setQueue(panels::QueueFigures{7, 14, 279'000'000});
    if constexpr (std::is_same_v<Page, panels::CronsPage>)
      page.forecast().setForecast(sample::forecast(), kFormat);
  };
  scenes.push_back(list<Table, Page>(name + QStringLiteral("-data"), [fill](Table& table, Page& page) {
    fill(table, page);
    page.setNewCount(12, false);
  }));
  scenes.push_back(
      list<Table, Page>(name + QStringLiteral("-empty"), [](Table&, Page& page) { page.showReady(); }));
  scenes.push_back(
      list<Table, Page>(name + QStringLiteral("-loading"), [](Table&, Page& page) { page.showLoading(); }));
  scenes.push_back(list<Table, Page>(name + QStringLiteral("-failing"),
                                     [](Table&, Page& page) { page.showError(kSentence, kCause); }));
  scenes.push_back(list<Table, Page>(name + QStringLiteral("-stale"), [fill](Table& table, Page& page) {
    fill(table, page);
    page.showError(QStringLiteral("Postgres does not answer."),
                   QStringLiteral("It is tried again every few seconds."));
  }));
}

SceneKind store(const char* state, std::function<void(models::StoreTable&, panels::StorePage&)> prepare) {
  return {QStringLiteral("store-") + QLatin1String(state), [prepare] {
            auto table = std::make_shared<models::StoreTable>();
            table->setTimeFormat(kFormat);
            auto page = std::make_unique<panels::StorePage>(*table);
            page->spaces().startOver();
            prepare(*table, *page);
            return Scene{table, std::move(page)};
          }};
}

void fillStore(models::StoreTable& table, panels::StorePage& page) {
  const QString users = QStringLiteral("users");
  page.spaces().setChildren(
      {},
      {{{QStringLiteral("rules")}, QStringLiteral("12"), QStringLiteral("3.1 KiB"), false},
       {{users}, QStringLiteral("1,001+"), QStringLiteral("840.2 KiB+"), true}},
      false);
  page.spaces().setChildren(
      {users}, {{{users, QStringLiteral("42")}, QStringLiteral("3"), QStringLiteral("410 B"), true}}, true);
  page.spaces().expandAll();
  table.replaceAll(sample::storeItems());
  page.showReady(false);
  page.table().selectRow(1);
}

void addStore(std::vector<SceneKind>& scenes) {
  scenes.push_back(store("data", fillStore));
  scenes.push_back(
      store("empty", [](models::StoreTable&, panels::StorePage& page) { page.showReady(false); }));
  scenes.push_back(
      store("loading", [](models::StoreTable&, panels::StorePage& page) { page.showLoading(); }));
  scenes.push_back(store(
      "failing", [](models::StoreTable&, panels::StorePage& page) { page.showError(kSentence, kCause); }));
  scenes.push_back(store("stale", [](models::StoreTable& table, panels::StorePage& page) {
    fillStore(table, page);
    page.showError(QStringLiteral("Postgres does not answer."),
                   QStringLiteral("It is tried again every few seconds."));
  }));
}

struct RunModels {
  models::StepsTable steps;
  models::TailTable events;
};

SceneKind run(const QString& name, panels::Layout layout,
              std::function<void(RunModels&, panels::RunDetailPanel&)> prepare) {
  return {name, [layout, prepare] {
            auto models = std::make_shared<RunModels>();
            models->steps.setTimeFormat(kFormat);
            auto panel = std::make_unique<panels::RunDetailPanel>(models->steps, models->events, layout);
            panel->setGate({true, {}});
            prepare(*models, *panel);
            return Scene{models, std::move(panel)};
          }};
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

void fillRun(RunModels& models, panels::RunDetailPanel& panel) {
  const auto detail = sample::failedRun();
  panel.setDetail(detail, kFormat);
  models.steps.replaceAll(detail.steps);
  panel.setTimeline(sample::failedTimeline());
}

void fillThread(panels::ThreadDetailPanel& panel) {
  const auto detail = sample::waitingThread();
  panel.setThread(detail.row, {}, kFormat);
  panel.setHistory(detail.history, true, kFormat);
  panel.setState(detail.state);
}

template <typename Panel>
void fail(Panel& panel) {
  panel.showError(QStringLiteral("It could not be read."), kCause);
}

}  // namespace

std::vector<SceneKind> listScenes() {
  std::vector<SceneKind> scenes;
  addStates<models::RunsTable, panels::RunsPage>(scenes, QStringLiteral("runs"));
  addStates<models::ThreadsTable, panels::ThreadsPage>(scenes, QStringLiteral("threads"));
  addStates<models::AssistantsTable, panels::AssistantsPage>(scenes, QStringLiteral("assistants"));
  addStates<models::CronsTable, panels::CronsPage>(scenes, QStringLiteral("crons"));
  addStore(scenes);
  return scenes;
}

std::vector<SceneKind> detailScenes() {
  using panels::Layout;
  return {
      run(QStringLiteral("run-data"), Layout::full, fillRun),
      run(QStringLiteral("run-inspector"), Layout::compact, fillRun),
      run(QStringLiteral("run-loading"), Layout::full,
          [](RunModels&, panels::RunDetailPanel& panel) { panel.showLoading(); }),
      run(QStringLiteral("run-failing"), Layout::full,
          [](RunModels&, panels::RunDetailPanel& panel) { fail(panel); }),
      thread(QStringLiteral("thread-data"), Layout::full, fillThread),
      thread(QStringLiteral("thread-inspector"), Layout::compact, fillThread),
      thread(QStringLiteral("thread-loading"), Layout::full,
             [](panels::ThreadDetailPanel& panel) { panel.showLoading(); }),
      thread(QStringLiteral("thread-failing"), Layout::full, fail<panels::ThreadDetailPanel>),
      {QStringLiteral("cron-inspector"),
       [] {
         auto panel = std::make_unique<panels::CronDetailPanel>();
         panels::CronDetailPanel::Detail detail;
         detail.row = sample::crons()[0];
         detail.onRunCompleted = QStringLiteral("delete");
         detail.next = {QStringLiteral("2025-12-31 09:00 +01:00"), QStringLiteral("2026-01-01 09:00 +01:00")};
         detail.payload = sample::waitingThread().state.values;
         detail.fires = sample::pastFires();
         panel->setDetail(detail, kFormat);
         panel->setGate({true, {}});
         return Scene{nullptr, std::move(panel)};
       }},
      {QStringLiteral("assistant-inspector"),
       [] {
         auto panel = std::make_unique<panels::AssistantDetailPanel>();
         panels::AssistantDetailPanel::Detail detail;
         detail.row = rowsOf(models::AssistantsTable())[0];
         detail.metadata = sample::waitingThread().state.values;
         panel->setDetail(detail, kFormat);
         return Scene{nullptr, std::move(panel)};
       }},
      {QStringLiteral("store-inspector"),
       [] {
         auto panel = std::make_unique<panels::StoreItemPanel>();
         const auto parsed = [](const char* json) {
           return std::make_shared<const wire::Value>(wire::parseJson(json).value());
         };
         panel->setItem(sample::storeItems()[1],
                        {parsed(R"({"user": "ada", "login": {"api_key": "***"}})"),
                         parsed(R"({"user": "ada", "login": {"api_key": "k-81c2"}})")},
                        false, kFormat);
         panel->setGate({true, {}});
         auto* tree = panel->findChild<QTreeView*>();
         tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(1, 0)));
         return Scene{nullptr, std::move(panel)};
       }},
      {QStringLiteral("assistant-versions-inspector"),
       [] {
         auto panel = std::make_unique<panels::AssistantDetailPanel>();
         panels::AssistantDetailPanel::Detail detail;
         detail.row = rowsOf(models::AssistantsTable())[0];
         detail.versions = sample::versions();
         detail.versions[0].clear = detail.versions[0].value;  // can be revealed
         panel->setDetail(detail, kFormat);
         panel->versions().setDiff(std::make_shared<const checkpoint::Diff>(checkpoint::compare(
                                       detail.versions[1].value, detail.versions[0].value)),
                                   QStringLiteral("A: version 2 · B: version 3"));
         panel->findChild<QTabWidget*>()->setCurrentIndex(3);
         return Scene{nullptr, std::move(panel)};
       }},
  };
}

}  // namespace heddle::scenes
