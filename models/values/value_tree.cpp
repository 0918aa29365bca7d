// SPDX-License-Identifier: Apache-2.0
#include "models/values/value_tree.h"

#include "models/values/value_text.h"

#include <vector>

namespace heddle::models {

struct ValueTree::Node {
  const wire::Value* value = nullptr;
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

void ValueTree::setValue(std::shared_ptr<const wire::Value> value) {
  if (value_ && value && (value_ == value || *value_ == *value)) return;
  beginResetModel();
  value_ = std::move(value);
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

void ValueTree::grow(Node& node, int upTo) const {
  const auto end = std::min(node.value->size(), static_cast<std::size_t>(upTo));
  for (std::size_t i = node.children.size(); i < end; ++i) {
    auto child = std::make_unique<Node>();
    child->parent = &node;
    child->row = static_cast<int>(i);
    if (node.value->isArray()) {
      child->value = &node.value->items()[i];
      child->key = u'[' + QString::number(i) + u']';
    } else {
      child->value = &node.value->members()[i].second;
      child->key = qtext(node.value->members()[i].first);
    }
    node.children.push_back(std::move(child));
  }
}

QModelIndex ValueTree::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, nodeOf(parent)->children[static_cast<std::size_t>(row)].get());
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
    case JsonRole:
      return jsonOf(index);
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

QString ValueTree::jsonOf(const QModelIndex& index) const {
  return qtext(wire::writeJson(*nodeOf(index)->value, wire::JsonStyle::indented));
}

const wire::Value& ValueTree::valueOf(const QModelIndex& index) const {
  return *nodeOf(index)->value;
}

ValueTree::Node* ValueTree::nextAfter(Node* node) {
  while (!node->complete())
    fetchMore(indexOf(node));
  if (!node->children.empty()) return node->children.front().get();
  while (node->parent != nullptr) {
    Node* parent = node->parent;
    while (!parent->complete())
      fetchMore(indexOf(parent));
    const auto next = static_cast<std::size_t>(node->row) + 1;
    if (next < parent->children.size()) return parent->children[next].get();
    node = parent;
  }
  return root_.get();
}

QModelIndex ValueTree::find(const QString& text, const QModelIndex& after) {
  if (text.isEmpty()) return {};
  Node* const start = nodeOf(after);
  Node* node = start;
  do {
    node = nextAfter(node);
    const bool leaf = node->value->size() == 0;
    if (node != root_.get() && (node->key.contains(text, Qt::CaseInsensitive) ||
                                (leaf && wholeText(*node->value).contains(text, Qt::CaseInsensitive)))) {
      return indexOf(node);
    }
  } while (node != start);
  return {};
}

}  // namespace heddle::models
