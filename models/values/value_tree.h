// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/values/masked_value.h"

#include <functional>
#include <memory>
#include <vector>

#include <QAbstractItemModel>

namespace heddle::models {

/// A wire::Value as a tree: key, value, type, size. Children are made when they are looked at and in portions
/// of 500, so that a state of many megabytes opens at once. The value is shared and never changed; GUI
/// thread. `setValue` with an equal value does nothing: an unchanged state keeps its expansion and scroll
/// position. A masked value can be revealed; it alone, and until `setValue` brings another.
class ValueTree : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Column { KeyColumn, ValueColumn, TypeColumn, ColumnCount };
  enum Role { PathRole = Qt::UserRole + 20, WriterRole, KindRole };
  static constexpr int kPortion = 500;

  explicit ValueTree(QObject* parent = nullptr);
  ~ValueTree() override;

  void setValue(models::MaskedValue value);
  const std::shared_ptr<const wire::Value>& value() const { return value_; }

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  bool canFetchMore(const QModelIndex& parent) const override;
  void fetchMore(const QModelIndex& parent) override;

  /// "$.messages[3].content": what "Copy path" gives; "$" for the root.
  QString pathOf(const QModelIndex& index) const;
  /// Writes the value below `index` as indented JSON, which takes long for a large one: in any thread, and
  /// even when the tree shows another value by then.
  std::function<QString()> writerOf(const QModelIndex& index) const;
  const wire::Value& valueOf(const QModelIndex& index) const;

  bool isMasked(const QModelIndex& index) const;
  bool isRevealed(const QModelIndex& index) const;
  /// Shows what is masked there, or hides it again.
  void setRevealed(const QModelIndex& index, bool revealed);
  bool hasRevealed() const;
  /// Hides all of them again; what is expanded and selected stays.
  void hideRevealed();

  /// Rows from the root down, and back; portions on the way are fetched.
  std::vector<int> rowsTo(const QModelIndex& index) const;
  QModelIndex indexAt(const std::vector<int>& rows);

 private:
  struct Node;
  Node* nodeOf(const QModelIndex& index) const;
  QModelIndex indexOf(const Node* node) const;
  void grow(Node& node, int upTo) const;
  Node* childOf(Node& node, std::size_t row) const;
  const wire::Value* clearOf(const Node& node) const;
  void replace(const QModelIndex& index, const wire::Value& value);
  static const Node* revealedIn(const Node& node);

  std::shared_ptr<const wire::Value> value_;
  std::shared_ptr<const wire::Value> clear_;  // the same with its secrets; nullptr: it has none
  bool revealed_ = false;                     // some of them are shown
  std::unique_ptr<Node> root_;
};

}  // namespace heddle::models
