// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/diff_view.h"

#include "ui/theme/paint.h"
#include "ui/theme/text.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace heddle::widgets {
namespace {

constexpr int kRow = 22;
constexpr int kSign = 14;  // room of the sign before a key

QColor groundOf(int kind) {
  const theme::Tokens& t = theme::tokens();
  if (kind == DiffView::Added) return t.diffAdd;
  if (kind == DiffView::Removed) return t.diffDelete;
  return kind == DiffView::Changed ? t.diffChange : QColor();
}

QString signOf(int kind) {
  if (kind == DiffView::Added) return QStringLiteral("+");
  if (kind == DiffView::Removed) return QStringLiteral("\u2212");
  return kind == DiffView::Changed ? QStringLiteral("~") : QString();
}

class DiffCell : public QStyledItemDelegate {
 public:
  DiffCell(int kindRole, QObject* parent) : QStyledItemDelegate(parent), kindRole_(kindRole) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const theme::Tokens& t = theme::tokens();
    const int kind = index.data(kindRole_).toInt();
    // A container only says that something in it differs: the ground belongs to the place itself.
    const bool leaf = !index.model()->hasChildren(index.siblingAtColumn(0));
    if (leaf && groundOf(kind).isValid()) painter->fillRect(option.rect, groundOf(kind));
    if (option.state.testFlag(QStyle::State_Selected)) {
      if (leaf && groundOf(kind).isValid())
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), t.accent);
      else
        painter->fillRect(option.rect, t.selection);
    }
    const int side = index.column() == 0 ? 4 : theme::metrics::kCellPadding;
    QRect room = option.rect.adjusted(side, 0, -4, 0);
    if (index.column() == 0) {
      theme::drawLine(painter, room, signOf(kind), theme::fonts().mono, t.text);
      room.setLeft(room.left() + theme::scaled(kSign));
    }
    const QString text = theme::snippet(index.data().toString(), room.width() / 6 + 8);
    const QColor ink = kind == DiffView::Same || !leaf ? t.muted : t.text;
    theme::drawLine(painter, room, text, theme::fonts().mono, index.column() == 0 ? t.text : ink);
  }

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const QString text = theme::snippet(index.data().toString(), 60);
    return {QFontMetrics(theme::fonts().mono).horizontalAdvance(text) + 12 + theme::scaled(kSign),
            theme::scaled(kRow)};
  }

 private:
  int kindRole_;
};

}  // namespace

DiffView::DiffView(int kindRole, QWidget* parent) : JsonTree(parent) {
  setItemDelegate(new DiffCell(kindRole, this));
  setAccessibleName(tr("Differences"));
}

void DiffView::setModel(QAbstractItemModel* next) {
  JsonTree::setModel(next);
  for (int column = 1; next != nullptr && column < next->columnCount(); ++column)
    header()->setSectionResizeMode(column, QHeaderView::Stretch);
}

}  // namespace heddle::widgets
