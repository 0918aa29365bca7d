// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/message_model.h"

#include <QListView>

namespace heddle::widgets {

// A conversation as cards. Cards are measured in batches while the window stays alive, so ten thousand open
// at once. Ctrl+C copies the chosen message. While the last card is in view the list follows what is
// appended.
class MessageList : public QListView {
  Q_OBJECT
 public:
  explicit MessageList(QWidget* parent = nullptr);

  MessageModel* messages() const { return messages_; }

 Q_SIGNALS:
  void opened(const QModelIndex& index);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  bool atEnd() const;

  MessageModel* messages_;
};

}  // namespace heddle::widgets
