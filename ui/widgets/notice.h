// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QWidget>

class QPushButton;
class QTimer;

namespace heddle::widgets {

class TextLabel;

// A sentence in the page, with at most one action: "Read-only: …", "12 s old: …".
class InlineNotice : public QWidget {
  Q_OBJECT
 public:
  enum class Kind { Info, Success, Warning, Error };

  explicit InlineNotice(QWidget* parent = nullptr);
  void setContent(Kind kind, const QString& sentence);
  // An empty text takes the action away.
  void setAction(const QString& text);

 Q_SIGNALS:
  void actionTriggered();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Kind kind_ = Kind::Info;
  TextLabel* sentence_;
  QPushButton* action_;
};

// A sentence that lies over the lower edge of its parent for some seconds. One at a time; the newest
// replaces. The pointer over it keeps it.
class Toast : public QWidget {
  Q_OBJECT
 public:
  explicit Toast(QWidget* parent);
  void say(const QString& sentence, const QString& icon = QStringLiteral("info"));
  QString sentence() const { return sentence_; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();

  QString sentence_;
  QString icon_;
  QTimer* life_;
};

}  // namespace heddle::widgets
