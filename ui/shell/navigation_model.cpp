// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/navigation_model.h"

#include <utility>

namespace heddle::shell {
namespace {
/// Of what was told about a page of a deployment.
QString placeOf(const QString& slug, const QString& kind) {
  return slug + QLatin1Char('/') + kind;
}
}  // namespace

NavigationModel::NavigationModel(const PageRegistry& registry, QObject* parent) : QAbstractListModel(parent) {
  QString section;
  for (const PageKind& kind : registry.kinds()) {
    if (!kind.inNavigation) continue;
    if (kind.section != section) {
      section = kind.section;
      if (!section.isEmpty()) all_.append({section, {}, {}, kind.perDeployment, false});
    }
    all_.append({kind.title, kind.id, kind.icon, kind.perDeployment, kind.whereOffered});
  }
  rows_ = rowsNow();
}

QVector<NavigationModel::Row> NavigationModel::rowsNow() const {
  QVector<Row> rows;
  for (const Row& row : all_) {
    if (row.whereOffered && !offered_.contains(placeOf(deployment_, row.kind))) continue;
    if (row.kind.isEmpty() && !rows.isEmpty() && rows.last().kind.isEmpty()) rows.removeLast();
    rows.append(row);
  }
  if (!rows.isEmpty() && rows.last().kind.isEmpty()) rows.removeLast();
  return rows;
}

/// Told apart by their number: nothing else comes and goes.
void NavigationModel::showRows() {
  QVector<Row> rows = rowsNow();
  if (rows.size() == rows_.size()) return;
  beginResetModel();
  rows_ = std::move(rows);
  endResetModel();
}

int NavigationModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant NavigationModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Row& row = rows_.at(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return row.title;
    case Qt::AccessibleTextRole:
      return count(row).isEmpty() ? row.title : QString(row.title + u' ' + count(row));
    case KindRole:
      return row.kind;
    case SectionRole:
      return row.kind.isEmpty();
    case CountRole:
      return count(row);
    case IconRole:
      return row.icon;
    default:
      return {};
  }
}

Qt::ItemFlags NavigationModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  const Row& row = rows_.at(index.row());
  if (row.kind.isEmpty() || (row.perDeployment && deployment_.isEmpty())) return Qt::NoItemFlags;
  return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QString NavigationModel::count(const Row& row) const {
  return counts_.value(placeOf(row.perDeployment ? deployment_ : QString(), row.kind));
}

void NavigationModel::setDeployment(const QString& slug) {
  if (slug == deployment_) return;
  deployment_ = slug;
  showRows();
  if (!rows_.isEmpty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void NavigationModel::setCount(const QString& slug, const QString& kind, const QString& text) {
  counts_.insert(placeOf(slug, kind), text);
  const int row = rowOf(kind);
  if (row >= 0) Q_EMIT dataChanged(index(row), index(row), {CountRole});
}

void NavigationModel::setOffered(const QString& slug, const QString& kind, bool offered) {
  if (offered)
    offered_.insert(placeOf(slug, kind));
  else
    offered_.remove(placeOf(slug, kind));
  showRows();
}

int NavigationModel::rowOf(const QString& kind) const {
  for (int row = 0; row < rowCount(); ++row) {
    if (!kind.isEmpty() && rows_.at(row).kind == kind) return row;
  }
  return -1;
}

}  // namespace heddle::shell
