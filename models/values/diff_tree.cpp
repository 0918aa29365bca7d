// SPDX-License-Identifier: Apache-2.0
#include "models/values/diff_tree.h"

#include "models/values/value_text.h"

namespace heddle::models {

using checkpoint::Difference;
using checkpoint::DiffNode;

struct DiffTree::Row {
  const DiffNode* node = nullptr;
  Row* parent = nullptr;
  int place = 0;
  bool grown = false;
  std::vector<std::unique_ptr<Row>> children;
};

namespace {

const DiffNode& nothing() {
  static const DiffNode kNothing;
  return kNothing;
}

QString keyText(const DiffNode& node) {
  if (!node.item) return qtext(node.key);
  const auto shown = node.indexB != DiffNode::kNoIndex ? node.indexB : node.indexA;
  QString text = u'[' + QString::number(shown) + u']';
  const bool moved =
      node.indexA != DiffNode::kNoIndex && node.indexB != DiffNode::kNoIndex && node.indexA != node.indexB;
  if (moved) text += QStringLiteral(" (was %1)").arg(node.indexA);
  return text;
}

QString sideText(const wire::Value* value) {
  if (value == nullptr) return {};
  const QString text = valueSummary(*value);
  return value->hint().empty() ? text : QString(text + QStringLiteral("  ") + valueType(*value));
}

}  // namespace

DiffTree::DiffTree(QObject* parent) : QAbstractItemModel(parent), root_(std::make_unique<Row>()) {
  root_->node = &nothing();
  root_->grown = true;
}

DiffTree::~DiffTree() = default;

void DiffTree::setDiff(std::shared_ptr<const checkpoint::Diff> diff) {
  beginResetModel();
  diff_ = std::move(diff);
  reset();
  endResetModel();
}

void DiffTree::setShow(Show show) {
  if (show == show_) return;
  beginResetModel();
  show_ = show;
  reset();
  endResetModel();
}

void DiffTree::reset() {
  root_ = std::make_unique<Row>();
  root_->node = diff_ ? &diff_->root : &nothing();
  // Values of different kinds have no places in common: they stand as one row.
  if (diff_ && root_->node->children.empty() && !diff_->same()) {
    auto only = std::make_unique<Row>();
    only->node = root_->node;
    only->parent = root_.get();
    root_->children.push_back(std::move(only));
    root_->grown = true;
  }
}

void DiffTree::grow(Row& row) const {
  if (row.grown) return;
  row.grown = true;
  for (const DiffNode& node : row.node->children) {
    if (show_ == Show::changes && node.kind == Difference::same) continue;
    auto child = std::make_unique<Row>();
    child->node = &node;
    child->parent = &row;
    child->place = static_cast<int>(row.children.size());
    row.children.push_back(std::move(child));
  }
}

DiffTree::Row* DiffTree::rowOf(const QModelIndex& index) const {
  return index.isValid() ? static_cast<Row*>(index.internalPointer()) : root_.get();
}

const DiffNode& DiffTree::nodeOf(const QModelIndex& index) const {
  return *rowOf(index)->node;
}

QModelIndex DiffTree::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, rowOf(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex DiffTree::parent(const QModelIndex& child) const {
  const Row* above = child.isValid() ? rowOf(child)->parent : nullptr;
  return above == nullptr || above == root_.get() ? QModelIndex()
                                                  : createIndex(above->place, 0, const_cast<Row*>(above));
}

int DiffTree::rowCount(const QModelIndex& parent) const {
  if (parent.column() > 0) return 0;
  Row* row = rowOf(parent);
  if (parent.isValid() && row->node == root_->node) return 0;  // the only row of values of different kinds
  grow(*row);
  return static_cast<int>(row->children.size());
}

int DiffTree::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

QVariant DiffTree::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const DiffNode& node = nodeOf(index);
  const wire::Value* side = index.column() == AColumn ? node.a : node.b;
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == KeyColumn ? keyText(node) : sideText(side);
    case Qt::AccessibleTextRole:
      if (index.column() != KeyColumn) return sideText(side);
      return QString(keyText(node) + QStringLiteral(", ") + differenceWord(node.kind));
    case Qt::ToolTipRole:
      if (index.column() == KeyColumn) return pathOf(index);
      return side == nullptr ? QVariant() : QVariant(valueSummary(*side, 2000));
    case DifferenceRole:
      return static_cast<int>(node.kind);
    case PathRole:
      return pathOf(index);
    case JsonRole:
      if (side == nullptr) side = node.a;
      return side == nullptr ? QString() : qtext(wire::writeJson(*side, wire::JsonStyle::indented));
    default:
      return {};
  }
}

QVariant DiffTree::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  if (section == KeyColumn) return QStringLiteral("Key");
  return section == AColumn ? QStringLiteral("A") : QStringLiteral("B");
}

QString DiffTree::pathOf(const QModelIndex& index) const {
  QString path;
  for (const Row* row = rowOf(index); row->parent != nullptr; row = row->parent) {
    const DiffNode& node = *row->node;
    const auto place = node.indexB != DiffNode::kNoIndex ? node.indexB : node.indexA;
    if (node.item)
      path.prepend(u'[' + QString::number(place) + u']');
    else if (row->node != root_->node)
      path.prepend(memberStep(qtext(node.key)));
  }
  return u'$' + path;
}

QString differenceWord(checkpoint::Difference difference) {
  switch (difference) {
    case Difference::changed:
      return QStringLiteral("changed");
    case Difference::added:
      return QStringLiteral("added");
    case Difference::removed:
      return QStringLiteral("removed");
    case Difference::same:
      break;
  }
  return QStringLiteral("same");
}

QString diffSummary(const checkpoint::Diff& diff) {
  if (diff.same()) return QStringLiteral("No difference");
  QStringList parts;
  const auto add = [&parts](std::size_t count, Difference kind) {
    if (count > 0) parts.append(QString::number(count) + u' ' + differenceWord(kind));
  };
  add(diff.changed, Difference::changed);
  add(diff.added, Difference::added);
  add(diff.removed, Difference::removed);
  return parts.join(QStringLiteral(" · "));
}

}  // namespace heddle::models
