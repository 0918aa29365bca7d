// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include <QAbstractListModel>
#include <QVector>

namespace heddle::shell {

// One line of the palette: a page, a deployment, an object, a command.
struct PaletteEntry {
  QString title;
  QString detail;  // faint, after the title
  QString icon;
  QString shortcut;  // at the right end
  bool enabled = true;
  QString reason;  // why it cannot run, instead of the detail
  std::function<void(bool inNewTab)> run;
};

class PaletteModel : public QAbstractListModel {
  Q_OBJECT
 public:
  using QAbstractListModel::QAbstractListModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

  const PaletteEntry& at(int row) const { return shown_.at(row); }
  void setEntries(QVector<PaletteEntry> entries);
  void filter(const QString& text);
  // Objects found elsewhere; shown above whatever the filter leaves.
  void setHits(const QVector<PaletteEntry>& hits);

 private:
  void rebuild();

  QVector<PaletteEntry> entries_;
  QVector<PaletteEntry> hits_;
  QVector<PaletteEntry> shown_;
  QString text_;
};

}  // namespace heddle::shell
