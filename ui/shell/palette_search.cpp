// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/palette_search.h"

#include "ui/shell/page_link.h"
#include "ui/shell/palette.h"
#include "ui/widgets/view_keys.h"

#include <QAction>

namespace heddle::shell {
namespace {
constexpr int kShortestSearch = 3;

/// Why a command cannot run now: whoever switches an action off says it in the status tip, or in the tool tip
/// where that is not just its name and key.
QString reasonOf(const QAction& action) {
  return action.statusTip().isEmpty() ? action.toolTip() : action.statusTip();
}

OpenMode modeFor(bool inNewTab) {
  return inNewTab ? OpenMode::NewTab : OpenMode::InPlace;
}
}  // namespace

PaletteSearch::PaletteSearch(Palette& palette, const PageRegistry& registry, QObject* parent)
    : QObject(parent), palette_(palette), registry_(registry) {
  connect(&palette_, &Palette::textChanged, this, &PaletteSearch::search);
}

void PaletteSearch::setProvider(GoToProvider* provider) {
  if (provider_) disconnect(provider_, nullptr, this, nullptr);
  provider_ = provider;
  if (!provider) return;
  connect(provider, &GoToProvider::found, this, [this](int generation, const QList<GoToHit>& hits) {
    if (generation != generation_ || !searching_) return;
    for (const GoToHit& hit : hits)
      hits_.append(entryFor(hit));
    palette_.model()->setHits(hits_);
  });
  connect(provider, &GoToProvider::finished, this, [this](int generation) {
    if (generation == generation_ && searching_) palette_.setRemark(remark());
  });
  connect(provider, &GoToProvider::missed, this, [this](int generation, const QString& sentence) {
    if (generation == generation_ && searching_) missed_.append(sentence);
  });
}

/// Of a search that has ended. "Nothing found" is for one that has looked everywhere.
QString PaletteSearch::remark() const {
  if (missed_.size() > 1) return tr("%1 (%2 deployments in all)").arg(missed_.first()).arg(missed_.size());
  if (!missed_.isEmpty()) return missed_.first();
  return palette_.model()->rowCount() == 0 ? tr("Nothing found in the connected deployments") : QString();
}

PaletteEntry PaletteSearch::entryFor(const GoToHit& hit) {
  return {
      hit.title, hit.detail, hit.icon, {}, true, {}, [this, key = hit.key, state = hit.state](bool inNewTab) {
        if (state.isEmpty()) {
          Q_EMIT pageChosen(key, modeFor(inNewTab));
        } else {
          Q_EMIT linkChosen(pageLink(key, state), modeFor(inNewTab));
        }
      }};
}

void PaletteSearch::goTo(const QList<DeploymentItem>& deployments, const QString& current) {
  QVector<PaletteEntry> entries;
  for (const PageKind& kind : registry_.kinds()) {
    if (!kind.inNavigation) continue;
    const PageKey key{kind.id, kind.perDeployment ? current : QString(), {}};
    PaletteEntry entry{kind.title, kind.section, kind.icon, {}, true, {}, [this, key](bool inNewTab) {
                         Q_EMIT pageChosen(key, modeFor(inNewTab));
                       }};
    entry.enabled = !kind.perDeployment || !current.isEmpty();
    entry.reason = tr("choose a deployment first");
    entries.append(entry);
  }
  for (const DeploymentItem& item : deployments) {
    const QString slug = item.slug;
    entries.append({item.name,
                    tr("deployment · %1").arg(item.environment),
                    QStringLiteral("layers"),
                    {},
                    true,
                    {},
                    [this, slug](bool) { Q_EMIT deploymentChosen(slug); }});
  }
  hits_.clear();
  searching_ = true;
  palette_.open(tr("Go to a page, a deployment, or paste an id"), std::move(entries));
}

PaletteEntry PaletteSearch::entryFor(QAction* action, const QString& detail) {
  QString title = action->text();
  title.remove(QLatin1Char('&'));
  return {title,
          detail,
          action->icon().name(),
          action->shortcut().toString(QKeySequence::NativeText),
          action->isEnabled(),
          reasonOf(*action),
          [guarded = QPointer<QAction>(action)](bool) {
            if (guarded) guarded->trigger();
          }};
}

void PaletteSearch::commands(const QList<QAction*>& actions, const widgets::ViewKeys& views) {
  QVector<PaletteEntry> entries;
  for (QAction* action : actions) {
    if (action->isVisible() && !action->isSeparator()) entries.append(entryFor(action, {}));
  }
  const QList<widgets::ViewCommandInfo> told = widgets::viewCommands();
  for (qsizetype i = 0; i < told.size(); ++i)
    entries.append(entryFor(views.actions().at(i), told[i].where));
  searching_ = false;
  palette_.open(tr("Type a command"), std::move(entries));
}

void PaletteSearch::search(const QString& text) {
  if (!searching_) return;
  ++generation_;
  hits_.clear();
  missed_.clear();
  palette_.setRemark({});
  const QString wanted = text.trimmed();
  if (pageFromLink(wanted)) {
    hits_.append({wanted, tr("link"), QStringLiteral("link"), {}, true, {}, [this, wanted](bool inNewTab) {
                    Q_EMIT linkChosen(wanted, modeFor(inNewTab));
                  }});
  }
  palette_.model()->setHits(hits_);
  const bool link = !hits_.isEmpty();  // is no id of anything
  if (!provider_ || link || wanted.size() < kShortestSearch) return;
  palette_.setRemark(tr("Looking in the connected deployments…"));
  provider_->search(wanted, generation_);
}

}  // namespace heddle::shell
