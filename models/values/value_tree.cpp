// SPDX-License-Identifier: Apache-2.0
#include "models/values/value_tree.h"

#include "models/values/value_text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace heddle::models {

struct ValueTree::Node {
  const wire::Value* value = nullptr;
  const wire::Value* masked = nullptr;  // what stands here while `value` is revealed
  Node* parent = nullptr;
  int row = 0;
  QString key;
  std::vector<std::unique_ptr<Node>> children;

  bool complete() const { return children.size() >= value->size(); }
};

namespace {

const wire::Value& emptyObject() {
  static const wire::Value kEmpty = wire::Value::ofObject({});
  return kEmpty;
}

}  // namespace

ValueTree::ValueTree(QObject* parent) : QAbstractItemModel(parent), root_(std::make_unique<Node>()) {
  root_->value = &emptyObject();
}

ValueTree::~ValueTree() = default;

void ValueTree::setValue(models::MaskedValue value) {
  const auto equal = [](const auto& a, const auto& b) { return a == b || (a && b && *a == *b); };
  const bool same = value_ && value.shown && equal(value_, value.shown);
  if (same && revealed_ && equal(clear_, value.clear)) return;  // nodes point into the clear one held here
  if (same && !revealed_) {
    clear_ = std::move(value.clear);
    return;
  }
  beginResetModel();
  revealed_ = false;
  value_ = std::move(value.shown);
  clear_ = std::move(value.clear);
  root_ = std::make_unique<Node>();
  root_->value = value_ ? value_.get() : &emptyObject();
  grow(*root_, kPortion);
  endResetModel();
}

ValueTree::Node* ValueTree::nodeOf(const QModelIndex& index) const {
  return index.isValid() ? static_cast<Node*>(index.internalPointer()) : root_.get();
}

QModelIndex ValueTree::indexOf(const Node* node) const {
  return node == root_.get() ? QModelIndex() : createIndex(node->row, 0, const_cast<Node*>(node));
}

/// Rows only: a child is made when it is looked at, so that a portion costs nothing however far down it lies.
void ValueTree::grow(Node& node, int upTo) const {
  const auto end = std::min(node.value->size(), static_cast<std::size_t>(upTo));
  if (end > node.children.size()) node.children.resize(end);
}

ValueTree::Node* ValueTree::childOf(Node& node, std::size_t row) const {
  std::unique_ptr<Node>& child = node.children[row];
  if (child) return child.get();
  child = std::make_unique<Node>();
  child->parent = &node;
  child->row = static_cast<int>(row);
  if (node.value->isArray()) {
    child->value = &node.value->items()[row];
    child->key = u'[' + QString::number(row) + u']';
  } else {
    child->value = &node.value->members()[row].second;
    child->key = qtext(node.value->members()[row].first);
  }
  return child.get();
}

QModelIndex ValueTree::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, childOf(*nodeOf(parent), static_cast<std::size_t>(row)));
}

QModelIndex ValueTree::parent(const QModelIndex& child) const {
  const Node* node = nodeOf(child);
  return node == root_.get() ? QModelIndex() : indexOf(node->parent);
}

int ValueTree::rowCount(const QModelIndex& parent) const {
  return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

int ValueTree::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

bool ValueTree::hasChildren(const QModelIndex& parent) const {
  return parent.column() <= 0 && nodeOf(parent)->value->size() > 0;
}

bool ValueTree::canFetchMore(const QModelIndex& parent) const {
  return parent.column() <= 0 && !nodeOf(parent)->complete();
}

void ValueTree::fetchMore(const QModelIndex& parent) {
  Node* node = nodeOf(parent);
  if (node->complete()) return;
  const auto have = static_cast<int>(node->children.size());
  const auto want = static_cast<int>(std::min(node->value->size(), node->children.size() + kPortion));
  beginInsertRows(parent, have, want - 1);
  grow(*node, want);
  endInsertRows();
}

QVariant ValueTree::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Node* node = nodeOf(index);
  switch (role) {
    case Qt::DisplayRole:
      if (index.column() == KeyColumn) return node->key;
      if (index.column() == ValueColumn) return valueSummary(*node->value);
      return valueType(*node->value);
    case Qt::ToolTipRole:
      if (index.column() == TypeColumn) return qtext(node->value->hint());
      return index.column() == ValueColumn ? QVariant(valueSummary(*node->value, 2000))
                                           : QVariant(pathOf(index));
    case KindRole:
      return kindWord(*node->value);
    case PathRole:
      return pathOf(index);
    case WriterRole:
      return QVariant::fromValue(writerOf(index));
    default:
      return {};
  }
}

QVariant ValueTree::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case KeyColumn:
      return QStringLiteral("Key");
    case ValueColumn:
      return QStringLiteral("Value");
    case TypeColumn:
      return QStringLiteral("Type");
    default:
      return {};
  }
}

QString ValueTree::pathOf(const QModelIndex& index) const {
  QString path;
  for (const Node* node = nodeOf(index); node->parent != nullptr; node = node->parent) {
    if (node->parent->value->isArray()) {
      path.prepend(node->key);
    } else {
      path.prepend(memberStep(node->key));
    }
  }
  return u'$' + path;
}

std::function<QString()> ValueTree::writerOf(const QModelIndex& index) const {
  // What is revealed lives in the clear value.
  return [value = nodeOf(index)->value, shown = value_, clear = clear_] {
    return qtext(wire::writeJson(*value, wire::JsonStyle::indented));
  };
}

const wire::Value& ValueTree::valueOf(const QModelIndex& index) const {
  return *nodeOf(index)->value;
}

/// What stands in the place of the node; nullptr where the two do not agree.
const wire::Value* ValueTree::clearOf(const Node& node) const {
  if (node.parent == nullptr) return clear_.get();
  const wire::Value* above = clearOf(*node.parent);
  const auto row = static_cast<std::size_t>(node.row);
  if (above == nullptr || row >= above->size()) return nullptr;
  return above->isArray() ? &above->items()[row] : &above->members()[row].second;
}

bool ValueTree::isMasked(const QModelIndex& index) const {
  const Node& node = *nodeOf(index);
  if (node.masked != nullptr || !node.value->isString()) return false;  // a mask is a text
  const wire::Value* clear = clearOf(node);
  return clear != nullptr && !(*clear == *node.value);
}

bool ValueTree::isRevealed(const QModelIndex& index) const {
  return nodeOf(index)->masked != nullptr;
}

void ValueTree::setRevealed(const QModelIndex& index, bool revealed) {
  Node& node = *nodeOf(index);
  if (revealed && isMasked(index)) {
    revealed_ = true;
    node.masked = node.value;
    replace(index, *clearOf(node));
  } else if (!revealed && node.masked != nullptr) {
    replace(index, *std::exchange(node.masked, nullptr));
  }
}

const ValueTree::Node* ValueTree::revealedIn(const Node& node) {
  if (node.masked != nullptr) return &node;
  for (const auto& child : node.children) {
    if (const Node* found = child ? revealedIn(*child) : nullptr) return found;
  }
  return nullptr;
}

bool ValueTree::hasRevealed() const {
  return revealed_ && revealedIn(*root_) != nullptr;
}

void ValueTree::hideRevealed() {
  if (!revealed_) return;
  while (const Node* node = revealedIn(*root_))
    setRevealed(createIndex(node->row, KeyColumn, const_cast<Node*>(node)), false);
}

/// Another value in the same row; it may have rows below where the other has none.
void ValueTree::replace(const QModelIndex& index, const wire::Value& value) {
  Node& node = *nodeOf(index);
  const QModelIndex first = index.siblingAtColumn(KeyColumn);
  if (node.children.empty()) {
    node.value = &value;
  } else {
    beginRemoveRows(first, 0, static_cast<int>(node.children.size()) - 1);
    node.children.clear();
    node.value = &value;
    endRemoveRows();
  }
  Q_EMIT dataChanged(first, index.siblingAtColumn(TypeColumn));
  if (canFetchMore(first)) fetchMore(first);
}

std::vector<int> ValueTree::rowsTo(const QModelIndex& index) const {
  std::vector<int> rows;
  for (const Node* node = nodeOf(index); node->parent != nullptr; node = node->parent)
    rows.push_back(node->row);
  std::reverse(rows.begin(), rows.end());
  return rows;
}

QModelIndex ValueTree::indexAt(const std::vector<int>& rows) {
  QModelIndex at;
  for (const int row : rows) {
    Node* node = nodeOf(at);
    if (static_cast<std::size_t>(row) >= node->value->size()) return {};
    const auto have = static_cast<int>(node->children.size());
    if (row >= have) {
      const int portions = (row - have) / kPortion + 1;
      const auto size = static_cast<int>(node->value->size());
      const int want = std::min(size, have + portions * kPortion);
      beginInsertRows(at, have, want - 1);
      grow(*node, want);
      endInsertRows();
    }
    at = index(row, 0, at);
  }
  return at;
}

}  // namespace heddle::models
