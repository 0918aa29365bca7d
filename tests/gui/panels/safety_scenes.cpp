// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/panels/sample_rows.h"
#include "tests/gui/panels/scenes.h"
#include "ui/panels/assistants/assistant_edit_dialog.h"
#include "ui/panels/history/history_page.h"
#include "ui/panels/safety/action_dialog.h"
#include "ui/panels/safety/role_dialog.h"
#include "ui/panels/safety/unlock_dialog.h"
#include "ui/panels/store/store_item_dialog.h"

namespace heddle::scenes {

std::vector<SceneKind> safetyScenes() {
  using Kind = std::function<void(panels::ActionDialog&, models::ActionItemsTable&)>;
  const auto action = [](const char* name, int count, bool typed, Kind prepare) {
    return SceneKind{
        QLatin1String(name), [count, typed, prepare, gap = name == std::string_view("action-gap")] {
          auto items = std::make_shared<models::ActionItemsTable>();
          std::vector<models::ActionItemRow> rows;
          for (int i = 0; i < count; ++i)
            rows.push_back({QString::number(i),
                            sample::threads(count)[static_cast<std::size_t>(i)].id,
                            QStringLiteral("waiting"),
                            {}});
          items->replaceAll(rows);
          panels::ActionQuestion question;
          question.what =
              count == 1 ? QStringLiteral("Delete 1 thread") : QStringLiteral("Delete 120 threads");
          question.where = QStringLiteral("on prod-eu, a production deployment");
          question.environment = QStringLiteral("production");
          question.consequence = QStringLiteral(
              "A thread is deleted with its runs, its checkpoints and its state; live runs are "
              "cancelled first. This cannot be undone.");
          question.calls =
              QStringLiteral("curl -X DELETE 'https://api.example/threads/%1' -H 'x-api-key: ***'")
                  .arg(rows.front().target);
          question.verb = QStringLiteral("Delete");
          question.typedName = typed ? QStringLiteral("prod-eu") : QString();
          question.destructive = true;
          question.bulk = count > 1;
          question.keepable = true;
          question.wholeCopy = !gap;
          auto dialog = std::make_unique<panels::ActionDialog>(question, *items);
          dialog->setAttribute(Qt::WA_DeleteOnClose, false);
          prepare(*dialog, *items);
          return Scene{items, std::move(dialog)};
        }};
  };
  const auto history = [](const char* name, bool filled, bool failing) {
    return SceneKind{QLatin1String(name), [filled, failing] {
                       auto table = std::make_shared<models::AuditTable>();
                       table->setTimeFormat({models::TimeMode::utc, sample::kNowUs});
                       auto page = std::make_unique<panels::HistoryPage>(*table);
                       if (filled) table->replaceAll(sample::history());
                       if (failing)
                         page->showError(QStringLiteral("The history could not be read."),
                                         QStringLiteral("audit.jsonl: permission denied"));
                       else
                         page->showReady(filled ? QStringLiteral("6 entries") : QString());
                       return Scene{table, std::move(page)};
                     }};
  };
  return {
      action("action-single", 1, true, [](panels::ActionDialog&, models::ActionItemsTable&) {}),
      action("action-bulk", 120, false, [](panels::ActionDialog&, models::ActionItemsTable&) {}),
      action("action-gap", 1, true,
             [](panels::ActionDialog& dialog, models::ActionItemsTable&) {
               dialog.showGap(QStringLiteral(
                   "A copy is in /home/ada/.config/heddle/copies/20261128-delete-thread.jsonl. It lacks the "
                   "checkpoints of subgraphs, which the API does not list: researcher:8c1f…, and what is "
                   "below them."));
             }),
      action("action-undo", 1, false,
             [](panels::ActionDialog& dialog, models::ActionItemsTable&) { dialog.showUndoable(8); }),
      action("action-sending", 120, false,
             [](panels::ActionDialog& dialog, models::ActionItemsTable&) { dialog.showSending(42, 120); }),
      action("action-over", 120, false,
             [](panels::ActionDialog& dialog, models::ActionItemsTable& items) {
               items.append(
                   {{QStringLiteral("0"), items.at(0).target, QStringLiteral("done"), QStringLiteral("gone")},
                    {QStringLiteral("1"), items.at(1).target, QStringLiteral("failed"),
                     QStringLiteral("Thread is busy")}});
               dialog.showReport(QStringLiteral("Asked 120, done 117, 2 changed meanwhile, 1 failed."), false,
                                 true);
             }),
      {QStringLiteral("unlock"),
       [] {
         auto made = std::make_unique<panels::UnlockDialog>(
             QStringLiteral("prod-eu"), QStringLiteral("production"), QStringLiteral("guarded"));
         made->setAttribute(Qt::WA_DeleteOnClose, false);
         return Scene{nullptr, std::move(made)};
       }},
      {QStringLiteral("assistant-edit"),
       [] {
         auto made = std::make_unique<panels::AssistantEditDialog>(panels::AssistantFields{
             QStringLiteral("support"), QStringLiteral("First line"),
             QStringLiteral("{\n  \"tags\": [\"eu\"]\n}"), QStringLiteral("{}"), QStringLiteral("{}")});
         made->setAttribute(Qt::WA_DeleteOnClose, false);
         return Scene{nullptr, std::move(made)};
       }},
      {QStringLiteral("store-item-edit"),
       [] {
         auto made = std::make_unique<panels::StoreItemDialog>(
             QStringList{QStringLiteral("users"), QStringLiteral("42")}, QStringLiteral("name"),
             QStringLiteral("{\"first\": \"Ada\"}"));
         made->setAttribute(Qt::WA_DeleteOnClose, false);
         return Scene{nullptr, std::move(made)};
       }},
      {QStringLiteral("read-only-role"),
       [] {
         auto made = std::make_unique<panels::RoleDialog>(
             QStringLiteral("prod-eu"),
             QStringLiteral(
                 "create role heddle_reader login;\ngrant select on all tables in schema public to "
                 "heddle_reader;\n"),
             QStringLiteral("ACL SETUSER heddle-reader reset on ~heddle:* -@all +@read"));
         made->setAttribute(Qt::WA_DeleteOnClose, false);
         return Scene{nullptr, std::move(made)};
       }},
      history("history-data", true, false),
      history("history-empty", false, false),
      history("history-failing", false, true),
  };
}

}  // namespace heddle::scenes
