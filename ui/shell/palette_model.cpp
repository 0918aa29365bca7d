// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/palette_model.h"

#include "ui/shell/fuzzy.h"

#include <algorithm>

namespace heddle::shell {

int PaletteModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const PaletteEntry& entry = at(index.row());
  const QString& remark = entry.enabled ? entry.detail : entry.reason;
  if (role == Qt::DisplayRole) return entry.title;
  if (role == Qt::ToolTipRole) return remark;  // a long reason does not fit into the line
  if (role == Qt::AccessibleTextRole)
    return remark.isEmpty() ? entry.title : QString(entry.title + u", " + remark);
  return {};
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  return at(index.row()).enabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsSelectable;
}

void PaletteModel::setEntries(QVector<PaletteEntry> entries) {
  entries_ = std::move(entries);
  hits_.clear();
  rebuild();
}

void PaletteModel::filter(const QString& text) {
  text_ = text;
  rebuild();
}

void PaletteModel::setHits(const QVector<PaletteEntry>& hits) {
  hits_ = hits;
  rebuild();
}

void PaletteModel::rebuild() {
  QVector<std::pair<int, int>> ranked;
  for (int i = 0; i < entries_.size(); ++i) {
    const auto title = fuzzyScore(text_, entries_.at(i).title);
    const auto detail = text_.isEmpty() ? std::nullopt : fuzzyScore(text_, entries_.at(i).detail);
    if (!title && !detail) continue;
    int score = std::max(title.value_or(-1000), detail.value_or(-1000) - 200);
    if (!entries_.at(i).enabled) score -= 2000;
    ranked.append({score, i});
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  beginResetModel();
  shown_ = hits_;
  for (const auto& [score, i] : ranked)
    shown_.append(entries_.at(i));
  endResetModel();
}

}  // namespace heddle::shell
