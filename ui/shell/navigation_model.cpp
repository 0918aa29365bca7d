// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/navigation_model.h"

namespace heddle::shell {
namespace {
QString countKey(const QString& slug, const QString& kind) {
  return slug + QLatin1Char('/') + kind;
}
}  // namespace

NavigationModel::NavigationModel(const PageRegistry& registry, QObject* parent) : QAbstractListModel(parent) {
  QString section;
  for (const PageKind& kind : registry.kinds()) {
    if (!kind.inNavigation) continue;
    if (kind.section != section) {
      section = kind.section;
      if (!section.isEmpty()) rows_.append({section, {}, {}, kind.perDeployment});
    }
    rows_.append({kind.title, kind.id, kind.icon, kind.perDeployment});
  }
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
  return counts_.value(countKey(row.perDeployment ? deployment_ : QString(), row.kind));
}

void NavigationModel::setDeployment(const QString& slug) {
  if (slug == deployment_) return;
  deployment_ = slug;
  if (!rows_.isEmpty()) Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void NavigationModel::setCount(const QString& slug, const QString& kind, const QString& text) {
  counts_.insert(countKey(slug, kind), text);
  const int row = rowOf(kind);
  if (row >= 0) Q_EMIT dataChanged(index(row), index(row), {CountRole});
}

int NavigationModel::rowOf(const QString& kind) const {
  for (int row = 0; row < rowCount(); ++row) {
    if (!kind.isEmpty() && rows_.at(row).kind == kind) return row;
  }
  return -1;
}

}  // namespace heddle::shell
