// SPDX-License-Identifier: Apache-2.0
#include "app/console/saved_threads_controller.h"

#include "models/format/numbers.h"

namespace heddle::console {

SavedThreadsController::SavedThreadsController(const shell::PageKey& pageKey, PageContext& pageContext,
                                               QObject* parent)
    : ListController(pageKey, pageContext, parent),
      inspection_(deployment(), pageContext, panels::Layout::compact, this) {
  // Where Postgres is read too, its threads are others.
  const QString kind = pageKey.kind.chopped(1);
  connect(&panel(), &panels::ListPanel::openRequested, this,
          [this, kind](const QString& id, bool newTab) { open(kind, id, newTab); });
  connect(&panel(), &panels::ListPanel::peekRequested, this, [this](const QString& id) {
    inspection_.show(id);
    Q_EMIT inspectorRequested();
  });
  connect(&panel(), &panels::ListPanel::currentChanged, &inspection_, &ThreadInspection::show);
}

QString SavedThreadsController::title() const {
  return key().kind == QLatin1String("threads") ? QStringLiteral("Threads") : QStringLiteral("Redis threads");
}

void SavedThreadsController::started() {
  connect(feed(), &client::SaverThreadFeed::walking, this,
          [this](quint64, qint64 looked, qint64 keys, qint64 threads) {
            panel().setSummary(
                QStringLiteral("Looking for threads… %1 of about %2 keys, %3 threads")
                    .arg(models::countText(looked), models::countText(keys), models::countText(threads)));
          });
  connect(
      feed(), &client::SaverThreadFeed::bounded, this, [this](quint64, const QString& sentence, bool more) {
        panel().setSummary(more ? QString(sentence + QStringLiteral(" Scroll down to go on.")) : sentence);
      });
  connect(feed(), &client::SaverThreadFeed::failed, this, [this] { panel().setSummary({}); });
}

}  // namespace heddle::console
