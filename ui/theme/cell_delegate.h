// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QStyledItemDelegate>

namespace heddle::theme {

// Base of the cells of a table. It draws content only: the row's ground, line, hover and selection are
// painted once per row by the table, which keeps a full repaint cheap. Reads Qt::DisplayRole as text.
class CellDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  explicit CellDelegate(Tone tone = Tone::Text, QObject* parent = nullptr);

  // Rows for which `role` is true are drawn faint (they left the filter, or are old). -1: none.
  void setStaleRole(int role) { staleRole_ = role; }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 protected:
  // `rect` is the cell without its side padding, `color` the tone or faint for a stale row.
  virtual void paintContent(QPainter* painter, const QRect& rect, const QString& text, const QColor& color,
                            const QModelIndex& index) const;
  virtual int contentWidth(const QString& text) const;

 private:
  Tone tone_;
  int staleRole_ = -1;
};

}  // namespace heddle::theme
