// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QHash>
#include <QStyledItemDelegate>

namespace heddle::widgets {

class MessageModel;

// Draws one card: role and note, the text wrapped, mono lines beneath. Shows the first 4,000 characters of a
// text and says how many follow. Heights are kept per text and width.
class MessageDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  MessageDelegate(const MessageModel* model, QObject* parent);

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  int textHeight(const QString& text, bool mono, int width) const;

  const MessageModel* model_;
  mutable QHash<size_t, int> heights_;
  mutable int width_ = 0;
  mutable int percent_ = 0;  // text size that the heights are of
};

}  // namespace heddle::widgets
