// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/message_model.h"

namespace heddle::widgets {

int MessageModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(cards_.size());
}

QVariant MessageModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const MessageCard& card = at(index.row());
  switch (role) {
    case Qt::DisplayRole:  // what a screen reader says; the card itself is drawn from `at`
      return QString(card.role + QStringLiteral(": ") + card.text.left(400));
    case TextRole:
      return card.text;
    case IdRole:
      return card.id;
    default:
      return {};
  }
}

void MessageModel::setCards(const QVector<MessageCard>& cards) {
  const int common = static_cast<int>(std::min(cards_.size(), cards.size()));
  for (int row = 0; row < common; ++row) {
    if (cards_.at(row) == cards.at(row)) continue;
    cards_[row] = cards.at(row);
    Q_EMIT dataChanged(index(row), index(row));
  }
  if (cards.size() > cards_.size()) {
    beginInsertRows({}, common, static_cast<int>(cards.size()) - 1);
    cards_.append(cards.mid(common));
    endInsertRows();
  } else if (cards.size() < cards_.size()) {
    beginRemoveRows({}, common, static_cast<int>(cards_.size()) - 1);
    cards_.resize(common);
    endRemoveRows();
  }
}

void MessageModel::append(const MessageCard& card) {
  beginInsertRows({}, rowCount(), rowCount());
  cards_.append(card);
  endInsertRows();
}

void MessageModel::replaceLast(const MessageCard& card) {
  if (cards_.isEmpty()) return append(card);
  cards_.last() = card;
  Q_EMIT dataChanged(index(rowCount() - 1), index(rowCount() - 1));
}

}  // namespace heddle::widgets
