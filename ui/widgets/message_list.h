// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/message_model.h"
#include "ui/widgets/view_keys.h"

#include <QListView>

namespace heddle::widgets {

// A conversation as cards. Cards are measured in batches while the window stays alive, so ten thousand open
// at once. The chosen one can be copied. While the last card is in view the list follows what is
// appended. A list that is told to fit is as high as its cards, up to a limit, and leaves the rest to others.
class MessageList : public QListView, public KeyedView {
  Q_OBJECT
 public:
  explicit MessageList(QWidget* parent = nullptr);

  MessageModel* messages() const { return messages_; }
  void fitUpTo(int height);
  void doItemsLayout() override;

  ViewPlace place() const override { return ViewPlace::Rows; }
  bool perform(ViewCommand command) override;

 Q_SIGNALS:
  void opened(const QModelIndex& index);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  bool atEnd() const;

  MessageModel* messages_;
  int mostHeight_ = 0;  // 0: as high as its layout makes it
};

}  // namespace heddle::widgets
