// SPDX-License-Identifier: Apache-2.0
#include "models/tables/servers_table.h"
#include "tests/gui/panels/sample_rows.h"
#include "tests/gui/panels/scenes.h"
#include "ui/panels/deployments/deployments_page.h"
#include "ui/panels/local_servers/local_servers_page.h"
#include "ui/panels/raw_tables/raw_tables_page.h"
#include "ui/panels/run_dialog/run_dialog.h"
#include "ui/panels/settings/settings_page.h"
#include "ui/panels/tail/tail_page.h"
#include "ui/panels/tail/tail_pane.h"
#include "ui/widgets/json_edit.h"

#include <QPlainTextEdit>

namespace heddle::scenes {
namespace {

const QString kCause = QStringLiteral("Postgres at db.example:5432 refused the connection: is it running?");

SceneKind rawTables(const char* name, std::function<void(panels::RawTablesPage&)> prepare) {
  return {QLatin1String(name), [prepare] {
            auto page = std::make_unique<panels::RawTablesPage>();
            page->setSentence(
                QStringLiteral("Tables of a schema that is not known here; they can be read as they are."));
            prepare(*page);
            return Scene{nullptr, std::move(page)};
          }};
}

void fillTables(panels::RawTablesPage& page) {
  page.setTables({{QStringLiteral("public.jobs"), QStringLiteral("table · ~1.2 M rows")},
                  {QStringLiteral("public.workers"), {}}});
  page.setRows({QStringLiteral("id"), QStringLiteral("payload"), QStringLiteral("error")}, {},
               {{QStringLiteral("1"), QStringLiteral("{\"a\": 1}"), std::nullopt},
                {QStringLiteral("2"), QStringLiteral("{}"), QStringLiteral("boom")}},
               true);
}

SceneKind tail(const char* name, std::function<void(models::TailTable&, panels::TailPage&)> prepare) {
  return {QLatin1String(name), [prepare] {
            auto events = std::make_shared<models::TailTable>();
            events->setTimeFormat({models::TimeMode::utc, sample::kNowUs});
            auto page = std::make_unique<panels::TailPage>(*events);
            page->pane().setSource(QStringLiteral("whole deployment"), QStringLiteral("redis"));
            prepare(*events, *page);
            return Scene{events, std::move(page)};
          }};
}

void fillTail(models::TailTable& events, panels::TailPage& page) {
  models::TailCounters counters;
  counters.received = 128'400;
  counters.perSecond = 1284;
  counters.bytesPerSecond = 210'000;
  counters.lagUs = 2'000;
  page.pane().setCounters(counters);
  events.append(sample::events(200));
}

SceneKind settings() {
  return {
      QStringLiteral("settings"), [] {
        auto page = std::make_unique<panels::SettingsPage>(
            [](const QString&, const QKeySequence&) { return panels::KeyCheck(); });
        page->setTimeModes({QStringLiteral("relative"), QStringLiteral("local"), QStringLiteral("UTC")}, 1);
        page->setRefreshSeconds(5);
        QList<panels::KeyRow> rows;
        for (const char* key : {"Ctrl+P", "Ctrl+W", "F5", "G, R", "Ctrl+Shift+T"})
          rows.append({QLatin1String(key),
                       QStringLiteral("Command of ") + QLatin1String(key),
                       rows.size() == 2 ? QStringLiteral("Lists") : QString(),
                       {QKeySequence(QLatin1String(key))},
                       rows.size() == 1});
        page->keys().setRows(rows);
        return Scene{nullptr, std::move(page)};
      }};
}

SceneKind servers(const char* name, std::vector<models::ServerRow> rows) {
  return {QLatin1String(name), [rows] {
            auto table = std::make_shared<models::ServersTable>();
            auto page = std::make_unique<panels::LocalServersPage>(*table);
            page->setNow(sample::kNowUs);
            table->replaceAll(rows);
            if (!rows.empty())
              page->appendLog(rows.front().id,
                              {{QStringLiteral("12:59:41.2"), QStringLiteral("server"),
                                QStringLiteral("ready http://127.0.0.1:2024"), widgets::LogLevel::Info},
                               {QStringLiteral("12:59:42.0"), QStringLiteral("runner1"),
                                QStringLiteral("No module named 'langchain_x'"), widgets::LogLevel::Error}});
            return Scene{table, std::move(page)};
          }};
}

std::vector<models::ServerRow> someServers() {
  std::vector<models::ServerRow> rows;
  for (const char* name : {"support-agent", "samples", "a project whose folder has a long name"}) {
    models::ServerRow row;
    row.id = QStringLiteral("/home/me/%1/langgraph.json").arg(QLatin1String(name));
    row.name = QLatin1String(name);
    row.dataFolder = QStringLiteral("/home/me/%1/.heddle").arg(QLatin1String(name));
    rows.push_back(row);
  }
  rows[0].state = models::ServerState::ready;
  rows[0].readySinceUs = sample::kNowUs - 7'860'000'000;
  rows[0].url = QStringLiteral("http://127.0.0.1:2024");
  rows[0].port = 2024;
  rows[0].graphs = {{QStringLiteral("agent"), {}, {}}, {QStringLiteral("triage"), {}, {}}};
  rows[1].state = models::ServerState::failed;
  rows[1].problem = QStringLiteral("Port 2024 is taken by node (pid 4411).");
  return rows;
}

struct DeploymentModels {
  models::DeploymentsTable known;
  models::StagesTable stages;
};

SceneKind deployments(const char* name, bool filled) {
  return {QLatin1String(name), [filled] {
            auto tables = std::make_shared<DeploymentModels>();
            auto page = std::make_unique<panels::DeploymentsPage>(tables->known, tables->stages);
            if (!filled) return Scene{tables, std::move(page)};
            models::DeploymentRow row;
            row.id = row.name = QStringLiteral("prod-eu");
            row.environment = QStringLiteral("production");
            row.database = QStringLiteral("postgres://reader@db.example:5432/langgraph");
            row.redis = QStringLiteral("rediss://cache.example:6379/3");
            row.api = QStringLiteral("https://api.example");
            tables->known.replaceAll({row});
            page->showUnderstood(
                QStringLiteral("staging"), QStringLiteral("staging"),
                QStringLiteral("Postgres postgres://reader@db/langgraph · Redis redis://cache/1"));
            return Scene{tables, std::move(page)};
          }};
}

const char* const kOrderSchema = R"({"type": "object", "required": ["id", "messages"], "properties": {
  "messages": {"type": "array", "items": {}},
  "id": {"type": "integer", "description": "As it stands on the bill"},
  "size": {"enum": ["small", "large"]},
  "express": {"type": "boolean"},
  "address": {"type": "object", "required": ["street"], "properties": {
    "street": {"type": "string"}, "floors": {"type": "array", "items": {"type": "integer"}}}},
  "extra": {}}})";

const char* const kOrderInput = R"({
  "messages": [
    {"role": "user", "content": "Where is my refund for order 8812?\nIt is three weeks."},
    {"role": "assistant", "content": "I will look that up."}
  ],
  "id": "8812",
  "size": "large",
  "address": {"street": "High Street 5", "floors": [1, 2]}
})";

SceneKind form() {
  return {QStringLiteral("run-form"), [] {
            auto events = std::make_shared<models::TailTable>();
            auto made = std::make_unique<panels::RunDialog>(panels::RunDialog::Purpose::run,
                                                            QStringLiteral("samples"), *events);
            made->setAttribute(Qt::WA_DeleteOnClose, false);
            made->setChoices({{QStringLiteral("a1"), QStringLiteral("order")}}, {});
            made->setSchemas(*wire::parseJson(kOrderSchema), {}, {});
            for (auto* json : made->findChildren<widgets::JsonEdit*>()) {
              if (json->editor()->accessibleName() == u"Input") json->setText(QString::fromUtf8(kOrderInput));
            }
            return Scene{events, std::move(made)};
          }};
}

SceneKind dialog(const char* name, panels::RunDialog::Purpose purpose) {
  return {QLatin1String(name), [purpose] {
            auto events = std::make_shared<models::TailTable>();
            auto made = std::make_unique<panels::RunDialog>(purpose, QStringLiteral("samples"), *events);
            made->setAttribute(Qt::WA_DeleteOnClose, false);
            made->setChoices({{QStringLiteral("a1"), QStringLiteral("chat")},
                              {QStringLiteral("a2"), QStringLiteral("approval")}},
                             QStringLiteral("approval"));
            if (purpose == panels::RunDialog::Purpose::resume) {
              made->setThread(sample::threads(1)[0].id);
              made->setQuestions(sample::waitingThread().state.interrupts);
            } else {
              made->showStarted(sample::runs(1)[0].id, sample::runs(1)[0].threadId);
              made->showValues(sample::waitingThread().state.values);
            }
            return Scene{events, std::move(made)};
          }};
}

}  // namespace

std::vector<SceneKind> placeScenes() {
  using Purpose = panels::RunDialog::Purpose;
  return {
      rawTables("tables-data", fillTables),
      rawTables("tables-empty", [](panels::RawTablesPage& page) { page.setTables({}); }),
      rawTables("tables-loading", [](panels::RawTablesPage& page) { page.showLoading(); }),
      rawTables("tables-failing",
                [](panels::RawTablesPage& page) {
                  page.showError(QStringLiteral("The tables could not be read."), kCause);
                }),
      tail("tail-data", fillTail),
      tail("tail-waiting",
           [](models::TailTable&, panels::TailPage& page) {
             page.pane().showWaiting(QStringLiteral("Waiting for events"),
                                     QStringLiteral("They appear as the run makes them."));
           }),
      tail("tail-failing",
           [](models::TailTable&, panels::TailPage& page) {
             page.pane().showError(QStringLiteral("Redis does not answer."),
                                   QStringLiteral("cache.example:6379: connection refused"));
           }),
      servers("servers-data", someServers()),
      servers("servers-empty", {}),
      deployments("deployments-data", true),
      deployments("deployments-empty", false),
      settings(),
      form(),
      dialog("run-dialog", Purpose::run),
      dialog("resume-dialog", Purpose::resume),
  };
}

}  // namespace heddle::scenes
