// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QAbstractListModel>
#include <QVector>

namespace heddle::widgets {

// One card of a conversation.
struct MessageCard {
  QString id;
  QString role;  // human, ai, tool, "interrupt · ask_human" …
  QString note;  // faint, beside the role: "212 tokens · 2.3 s"
  QString text;
  QStringList extra;                     // mono lines beneath: tool calls
  bool mono = false;                     // the text is JSON or code
  theme::Tone tone = theme::Tone::Text;  // other than Text: border and role in that tone

  bool operator==(const MessageCard&) const = default;
};

// Cards, oldest first. `setCards` changes only what differs, so that a refresh neither flickers nor scrolls.
class MessageModel : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { TextRole = Qt::UserRole + 1, IdRole };

  using QAbstractListModel::QAbstractListModel;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

  const MessageCard& at(int row) const { return cards_.at(row); }
  void setCards(const QVector<MessageCard>& cards);
  void append(const MessageCard& card);
  // The last card grows while its tokens arrive.
  void replaceLast(const MessageCard& card);

 private:
  QVector<MessageCard> cards_;
};

}  // namespace heddle::widgets
