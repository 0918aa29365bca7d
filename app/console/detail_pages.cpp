// SPDX-License-Identifier: Apache-2.0
#include "app/console/detail_pages.h"

#include "app/console/run_actions.h"
#include "models/format/ids.h"

namespace heddle::console {

RunPage::RunPage(const shell::PageKey& key, PageContext& context, QObject* parent)
    : Page(parent),
      key_(key),
      context_(context),
      deployment_(context.deployments.at(key.deployment)),
      inspection_(deployment_, context, panels::Layout::full, this) {
  connect(&inspection_, &RunInspection::noticed, this, &Page::noticeRequested);
  connect(&inspection_, &RunInspection::detailChanged, this, &Page::titleChanged);
  connect(&inspection_, &RunInspection::openRequested, this,
          [this](const QString& kind, const QString& id, bool newTab) {
            Q_EMIT openRequested({kind, key_.deployment, id},
                                 newTab ? shell::OpenMode::NewTab : shell::OpenMode::InPlace);
          });
  connect(&context_.time, &WindowTime::refreshDue, this, [this] {
    if (active_) inspection_.look();
  });
}

QString RunPage::title() const {
  return QStringLiteral("Run ") + models::shortId(key_.object);
}

void RunPage::activate() {
  active_ = true;
  deployment_.open();
  inspection_.show(key_.object);
}

ThreadPage::ThreadPage(const shell::PageKey& key, PageContext& context, QObject* parent)
    : Page(parent),
      key_(key),
      context_(context),
      deployment_(context.deployments.at(key.deployment)),
      inspection_(deployment_, context, panels::Layout::full, this) {
  connect(&inspection_, &ThreadInspection::detailChanged, this, &Page::titleChanged);
  connect(&inspection_, &ThreadInspection::openRequested, this,
          [this](const QString& kind, const QString& id, bool newTab) {
            Q_EMIT openRequested({kind, key_.deployment, id},
                                 newTab ? shell::OpenMode::NewTab : shell::OpenMode::InPlace);
          });
  connect(&inspection_, &ThreadInspection::resumeRequested, this,
          [this](const QString& id, const std::vector<models::InterruptRow>& questions) {
            context_.actions.resume(deployment_, inspection_.row().assistantId, id, questions);
          });
  connect(&context_.actions, &RunActions::runsChanged, this, [this](const QString& slug) {
    if (active_ && slug == key_.deployment) inspection_.look();
  });
  connect(&context_.time, &WindowTime::refreshDue, this, [this] {
    if (active_) inspection_.look();
  });
}

QString ThreadPage::title() const {
  return QStringLiteral("Thread ") + models::shortId(key_.object);
}

void ThreadPage::activate() {
  active_ = true;
  deployment_.open();
  inspection_.show(key_.object);
}

}  // namespace heddle::console
