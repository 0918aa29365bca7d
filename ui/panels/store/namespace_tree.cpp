// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/store/namespace_tree.h"

#include "ui/theme/theme.h"

#include <QHeaderView>

namespace heddle::panels {

namespace {

constexpr int kLabelsRole = Qt::UserRole + 1;
constexpr int kKnownRole = Qt::UserRole + 2;  // its children have been asked for

QStringList labelsOf(const QTreeWidgetItem* item) {
  return item->data(0, kLabelsRole).toStringList();
}

}  // namespace

NamespaceTree::NamespaceTree(QWidget* parent) : QTreeWidget(parent) {
  setColumnCount(3);
  setHeaderLabels({QStringLiteral("Namespace"), QStringLiteral("Items"), QStringLiteral("Size")});
  headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
  headerItem()->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
  setAccessibleName(QStringLiteral("Namespaces"));
  setFrameShape(QFrame::NoFrame);
  setUniformRowHeights(true);
  header()->setStretchLastSection(false);
  header()->setSectionResizeMode(0, QHeaderView::Stretch);
  header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
  connect(this, &QTreeWidget::itemExpanded, this, [this](QTreeWidgetItem* item) {
    if (item->data(0, kKnownRole).toBool()) return;
    item->setData(0, kKnownRole, true);
    Q_EMIT childrenWanted(labelsOf(item));
  });
  connect(this, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem* item) {
    if (item == nullptr) return;
    wanted_.clear();
    Q_EMIT chosenChanged();
  });
}

void NamespaceTree::startOver() {
  wanted_ = chosen();
  const QSignalBlocker quiet(this);
  clear();
  whole_ = new QTreeWidgetItem(this, {QStringLiteral("Everything")});
  whole_->setData(0, kLabelsRole, QStringList());
  whole_->setData(0, kKnownRole, true);
  whole_->setExpanded(true);
  setCurrentItem(whole_);
}

void NamespaceTree::choose(const QStringList& labels) {
  wanted_ = labels;
  follow();
}

/// One level at a time: opening a namespace asks for what is in it, and leads here again.
void NamespaceTree::follow() {
  if (whole_ == nullptr) return;
  qsizetype known = wanted_.size();
  while (known > 0 && find(wanted_.mid(0, known)) == nullptr)
    --known;
  QTreeWidgetItem* deepest = find(wanted_.mid(0, known));
  if (known == wanted_.size()) {
    const QSignalBlocker quiet(this);
    setCurrentItem(deepest);
    wanted_.clear();
  } else if (deepest->childCount() > 0) {
    wanted_.clear();  // its children are here, and the wanted one is not among them
    setCurrentItem(whole_);
    Q_EMIT chosenChanged();
  } else {
    deepest->setExpanded(true);
  }
}

QTreeWidgetItem* NamespaceTree::find(const QStringList& labels) const {
  QTreeWidgetItem* item = whole_;
  for (qsizetype depth = 1; item != nullptr && depth <= labels.size(); ++depth) {
    QTreeWidgetItem* next = nullptr;
    for (int i = 0; i < item->childCount() && next == nullptr; ++i) {
      if (labelsOf(item->child(i)) == labels.mid(0, depth)) next = item->child(i);
    }
    item = next;
  }
  return item;
}

void NamespaceTree::setChildren(const QStringList& labels, const std::vector<models::StoreSpaceRow>& children,
                                bool more) {
  QTreeWidgetItem* parent = find(labels);
  if (parent == nullptr) return;
  qDeleteAll(parent->takeChildren());
  for (const models::StoreSpaceRow& child : children) {
    auto* item = new QTreeWidgetItem(parent, {child.labels.constLast(), child.items, child.size});
    item->setData(0, kLabelsRole, child.labels);
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(0, child.labels.join(QStringLiteral(" / ")));
    item->setChildIndicatorPolicy(child.hasChildren ? QTreeWidgetItem::ShowIndicator
                                                    : QTreeWidgetItem::DontShowIndicator);
  }
  if (!wanted_.isEmpty()) follow();
  if (!more) return;
  auto* rest = new QTreeWidgetItem(parent, {QStringLiteral("… more: use the filter, namespace:…")});
  rest->setFlags(Qt::NoItemFlags);
  rest->setFirstColumnSpanned(true);
}

QStringList NamespaceTree::chosen() const {
  if (!wanted_.isEmpty()) return wanted_;
  return currentItem() != nullptr ? labelsOf(currentItem()) : QStringList();
}

}  // namespace heddle::panels
