// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QTabBar>

class QAction;

namespace heddle::shell {

// The 34 px bar of open pages. Each tab shows its environment as a dot and its deployment's name after the
// title.
class PageTabBar : public QTabBar {
  Q_OBJECT
 public:
  explicit PageTabBar(QWidget* parent = nullptr);
  // Empty for a page of no deployment.
  void setMark(int tab, const QString& deployment, const QString& environment);
  // Whose key the menu says.
  void setCloseAction(const QAction* action) { close_ = action; }

 Q_SIGNALS:
  void closeOthersRequested(int tab);
  void detachRequested(int tab);

 protected:
  QSize tabSizeHint(int tab) const override;
  QSize minimumTabSizeHint(int tab) const override;
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void paintTab(QPainter* painter, int tab) const;

  const QAction* close_ = nullptr;
};

}  // namespace heddle::shell
