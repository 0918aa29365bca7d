// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/message_model.h"

#include <QListView>

namespace heddle::widgets {

// A conversation as cards. Cards are measured in batches while the window stays alive, so ten thousand open
// at once. Ctrl+C copies the chosen message. While the last card is in view the list follows what is
// appended. A list that is told to fit is as high as its cards, up to a limit, and leaves the rest to others.
class MessageList : public QListView {
  Q_OBJECT
 public:
  explicit MessageList(QWidget* parent = nullptr);

  MessageModel* messages() const { return messages_; }
  void fitUpTo(int height);
  void doItemsLayout() override;

 Q_SIGNALS:
  void opened(const QModelIndex& index);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  bool atEnd() const;

  MessageModel* messages_;
  int mostHeight_ = 0;  // 0: as high as its layout makes it
};

}  // namespace heddle::widgets
