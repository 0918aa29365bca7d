// SPDX-License-Identifier: Apache-2.0
// What a list can be asked about itself: how its rows fall on the values of a column, in which order they can
// come, and how the database reads it.
#include "app/console/list_tools.h"
#include "backend/client/deployment_session.h"
#include "backend/core/masking.h"
#include "backend/query/filter/condition.h"
#include "backend/query/group_sql.h"
#include "backend/query/list_plan.h"
#include "backend/query/list_sql.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"
#include "ui/panels/list/groups_dialog.h"
#include "ui/panels/list/plan_dialog.h"

namespace heddle::console {

using models::qtext;

namespace {

QString groupsNote(const query::Grouping& found, const QString& filter) {
  const QString of = found.whole ? QStringLiteral("All rows are counted")
                                 : QStringLiteral("Of the newest %1 rows; older ones are not counted")
                                       .arg(models::countText(found.scanned));
  if (filter.isEmpty()) return of + QLatin1Char('.');
  return QStringLiteral("%1. %2 match “%3”.").arg(of, models::countText(found.matching), filter);
}

QList<panels::GroupLine> groupLines(const query::Grouping& found) {
  QList<panels::GroupLine> lines;
  for (const auto& group : found.groups)
    lines.append(
        {group.noValue ? QStringLiteral("(no value)") : qtext(group.label), qtext(group.term), group.rows});
  if (found.others > 0) lines.append({QStringLiteral("(other values)"), {}, found.others});
  return lines;
}

}  // namespace

/// Why it cannot be sorted by it; empty when it can.
QString ListTools::whyNotSorted(const query::Field& field) const {
  if (session_ == nullptr) return QStringLiteral("Redis has no index to sort by");
  if (!query::isSortable(field))
    return QStringLiteral("it is text, and no index holds it in order: the whole table would be read");
  const auto* known = deployment_.session()->capabilities();
  if (known != nullptr && schema_.ownOf(*known) != nullptr)
    return QStringLiteral("this list is made of checkpoints, which are in the order of their ids");
  if (known != nullptr && field.sql(*known).empty()) return QStringLiteral("this database does not keep it");
  return {};
}

void ListTools::addSorts(const query::Field& field, QMenu* menu) {
  const QString why = whyNotSorted(field);
  if (!why.isEmpty()) {
    menu->addAction(QStringLiteral("Not sorted by it: %1").arg(why))->setEnabled(false);
    return;
  }
  query::ListQuery sorted;
  sorted.filter.sort = query::FilterSort{std::string(field.name), false, {}};
  const auto* known = deployment_.session()->capabilities();
  const bool byIndex = known != nullptr && query::planFor(schema_, *known, sorted).value.empty();
  const QString part =
      byIndex ? QString() : QStringLiteral(" of the newest %1").arg(models::countText(query::kSortedRows));
  for (const bool descending : {true, false}) {
    const QString sort =
        QStringLiteral("sort:") + (descending ? QStringLiteral("-") : QString()) + qtext(field.name);
    menu->addAction((descending ? QStringLiteral("Largest first") : QStringLiteral("Smallest first")) + part,
                    this, [this, sort] {
                      panel_->setFilterText(filter_.toggled(panel_->filterText(), sort));
                      Q_EMIT changed();
                    });
  }
}

void ListTools::addGrouping(const query::Field& field, QMenu* menu) {
  const query::GroupField by{std::string(field.name)};
  const bool histogram = query::isHistogram(schema_, by);
  const QString name = histogram ? QStringLiteral("Histogram…") : QStringLiteral("Group by…");
  const auto* known = session_ != nullptr ? deployment_.session()->capabilities() : nullptr;
  const QString why = known == nullptr ? QStringLiteral("Only lists that Postgres keeps can be grouped.")
                                       : qtext(query::whyNotGrouped(schema_, by, *known));
  auto* action = menu->addAction(why.isEmpty() ? name : name + QStringLiteral("  ") + why, this,
                                 [this, by] { showGroups(by); });
  action->setEnabled(why.isEmpty());
}

void ListTools::showGroups(const query::GroupField& by) {
  if (session_ == nullptr || !panel_) return;
  const QString field = qtext(by.name);
  QString list = qtext(schema_.name);
  list[0] = list[0].toUpper();
  auto* dialog = new panels::GroupsDialog(QStringLiteral("%1 by %2").arg(list, field), panel_);
  auto* asked = new client::ListFigures(*session_, schema_, dialog);
  connect(this, &ListTools::sessionGone, dialog, [asked, dialog] {
    delete asked;
    dialog->close();
  });
  connect(asked, &client::ListFigures::grouped, dialog,
          [dialog, filter = panel_->filterText()](quint64, const query::Grouping& found) {
            dialog->showGroups(groupLines(found), found.matching, groupsNote(found, filter));
          });
  connect(asked, &client::ListFigures::failed, dialog,
          [dialog](quint64, const client::SourceError& error) { dialog->showFailure(error.sentence); });
  connect(dialog, &panels::GroupsDialog::termChosen, this, [this, dialog](const QString& term) {
    if (!panel_) return;
    if (!filter_.holds(panel_->filterText(), term))
      panel_->setFilterText(filter_.toggled(panel_->filterText(), term));
    dialog->close();
    Q_EMIT changed();
  });
  asked->group(query(), by);
  dialog->show();
}

/// Its values are masked as in any text: a filter may look for a secret.
void ListTools::explain() {
  if (session_ == nullptr || !panel_) return;
  auto* dialog = new panels::PlanDialog(qtext(schema_.name), panel_);
  auto* asked = new client::ListFigures(*session_, schema_, dialog);
  connect(this, &ListTools::sessionGone, dialog, [asked, dialog] {
    delete asked;
    dialog->close();
  });
  connect(asked, &client::ListFigures::explained, dialog,
          [dialog](quint64, const client::ListExplanation& found) {
            QStringList lines;
            for (const auto& line : found.plan)
              lines.append(qtext(core::maskSecrets(line)));
            dialog->showPlan(lines.join(QLatin1Char('\n')), qtext(core::maskSecrets(found.statement)));
          });
  connect(asked, &client::ListFigures::failed, dialog,
          [dialog](quint64, const client::SourceError& error) { dialog->showFailure(error.sentence); });
  asked->explain(query());
  dialog->show();
}

void ListTools::addExplain(QMenu* menu) {
  if (session_ == nullptr) {
    menu->addAction(QStringLiteral("Explain this list: only Postgres has query plans"))->setEnabled(false);
    return;
  }
  menu->addAction(QStringLiteral("Explain this list…"), this, &ListTools::explain);
}

}  // namespace heddle::console
