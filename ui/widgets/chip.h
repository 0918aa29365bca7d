// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QAbstractButton>
#include <QWidget>

namespace heddle::widgets {

// A run's or thread's status: shape + word + colour.
class StatusPill : public QWidget {
  Q_OBJECT
 public:
  explicit StatusPill(const QString& word = {}, QWidget* parent = nullptr);
  void setWord(const QString& word);
  QString word() const { return word_; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString word_;
};

// A neutral label on a soft ground; with an environment word it takes that colour, and a dot before the text.
class Chip : public QWidget {
  Q_OBJECT
 public:
  explicit Chip(const QString& text = {}, QWidget* parent = nullptr);
  void setText(const QString& text);
  QString text() const { return text_; }
  // "production", "local" …; `asDot` keeps the chip neutral and shows the colour as a dot.
  void setEnvironment(const QString& word, bool asDot);
  // A dot in the colour of a status word: ready, degraded, stopped …
  void setStatus(const QString& word);
  void setIcon(const QString& name);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int leading() const;

  QString text_;
  QString environment_;
  QString status_;
  QString icon_;
  bool dot_ = false;
};

// A chip that can be switched on: filters by status, modes. Space and Enter toggle it.
class ToggleChip : public QAbstractButton {
  Q_OBJECT
 public:
  explicit ToggleChip(const QString& text, QWidget* parent = nullptr);
  // Draws the status shape of the word before the text.
  void setStatus(const QString& word);
  void setCount(const QString& count);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString status_;
  QString count_;
};

}  // namespace heddle::widgets
