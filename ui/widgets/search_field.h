// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QLineEdit>

class QTimer;

namespace heddle::widgets {

// A line with a lens, a clear button and, where it has one, its key. Escape clears, a second Escape leaves.
class SearchField : public QLineEdit {
  Q_OBJECT
 public:
  explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);

  // A faint remark at the right end: "~1,204,118 · 4 ms".
  void setRemark(const QString& remark);

 Q_SIGNALS:
  // After 150 ms without a key, or at once on Enter.
  void searchChanged(const QString& text);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void say();

  QTimer* pause_;
  QString remark_;
  QString said_;
};

}  // namespace heddle::widgets
