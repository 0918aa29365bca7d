// SPDX-License-Identifier: Apache-2.0
#include "app/console/detail_pages.h"

#include "app/console/run_actions.h"
#include "models/format/ids.h"

namespace heddle::console {

QJsonObject placeState(const panels::ThreadPlace& place) {
  QJsonObject state;
  for (const auto& [name, text] : {std::pair("tab", &place.tab), std::pair("checkpoint", &place.checkpoint),
                                   std::pair("a", &place.a), std::pair("b", &place.b)}) {
    if (!text->isEmpty()) state.insert(QLatin1String(name), *text);
  }
  return state;
}

panels::ThreadPlace placeOf(const QJsonObject& state) {
  const auto text = [&state](const char* name) { return state.value(QLatin1String(name)).toString(); };
  return {text("tab"), text("checkpoint"), text("a"), text("b")};
}

RunPage::RunPage(const shell::PageKey& pageKey, PageContext& context, QObject* parent)
    : DetailPage(pageKey, context, parent) {
  connect(&inspection(), &RunInspection::noticed, this, &Page::noticeRequested);
}

QString RunPage::title() const {
  return QStringLiteral("Run ") + models::shortId(key().object);
}

ThreadPage::ThreadPage(const shell::PageKey& pageKey, PageContext& context, QObject* parent)
    : DetailPage(pageKey, context, parent) {
  RunActions& actions = context.actions;
  connect(&inspection(), &ThreadInspection::resumeRequested, this,
          [this, &actions](const QString& id, const std::vector<models::InterruptRow>& questions) {
            actions.resume(deployment(), inspection().row().assistantId, id, questions);
          });
  connect(&actions, &RunActions::runsChanged, this, [this](const QString& slug) {
    if (active() && slug == key().deployment) inspection().look();
  });
}

QString ThreadPage::title() const {
  return QStringLiteral("Thread ") + models::shortId(key().object);
}

QString SavedThreadPage::title() const {
  return QStringLiteral("Thread ") + models::shortId(key().object);
}

}  // namespace heddle::console
