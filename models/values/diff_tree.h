// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"

#include <memory>
#include <vector>

#include <QAbstractItemModel>

namespace heddle::models {

/// A comparison as a tree: key, value in A, value in B. Only what differs, or everything that was compared.
/// Children are made when they are looked at. The comparison is shared and never changed; GUI thread.
class DiffTree : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Column { KeyColumn, AColumn, BColumn, ColumnCount };
  enum Role {
    PathRole = Qt::UserRole + 20,
    JsonRole,        // the value of the cell's side, indented
    DifferenceRole,  // int of checkpoint::Difference
  };
  enum class Show { changes, everything };

  explicit DiffTree(QObject* parent = nullptr);
  ~DiffTree() override;

  void setDiff(std::shared_ptr<const checkpoint::Diff> diff);
  const std::shared_ptr<const checkpoint::Diff>& diff() const { return diff_; }
  void setShow(Show show);
  Show show() const { return show_; }

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// The place in B where there is one, else in A: "$.messages[3].content".
  QString pathOf(const QModelIndex& index) const;
  const checkpoint::DiffNode& nodeOf(const QModelIndex& index) const;

 private:
  struct Row;
  Row* rowOf(const QModelIndex& index) const;
  void grow(Row& row) const;
  void reset();

  std::shared_ptr<const checkpoint::Diff> diff_;
  Show show_ = Show::changes;
  std::unique_ptr<Row> root_;
};

/// "2 changed · 1 added · 1 removed", or that there is no difference.
QString diffSummary(const checkpoint::Diff& diff);
/// "changed", "added", "removed" or "same".
QString differenceWord(checkpoint::Difference difference);

}  // namespace heddle::models
