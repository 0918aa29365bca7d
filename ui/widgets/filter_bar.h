// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/filter_edit.h"

#include <QAbstractButton>
#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace heddle::widgets {

class TextLabel;

// One term of the filter. Enter or a click edits it; Delete or the cross takes it out.
class FilterChip : public QAbstractButton {
  Q_OBJECT
 public:
  explicit FilterChip(const FilterPiece& piece, QWidget* parent = nullptr);
  const FilterPiece& piece() const { return piece_; }
  QSize sizeHint() const override;

 Q_SIGNALS:
  void removeRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QRect cross() const;
  FilterPiece piece_;
};

// The filter of a list: chips and text are two views of one value. With the keyboard in it, it is text with
// its mistakes underlined; otherwise each term is a chip. A text with a mistake is kept but not said.
class FilterBar : public QWidget {
  Q_OBJECT
 public:
  explicit FilterBar(const QString& accessibleName, QWidget* parent = nullptr);

  // What an empty bar shows as a filter of this list.
  void setExample(const QString& filter);
  // Outlives the bar.
  void setLanguage(FilterLanguage* language);
  FilterLanguage* language() const { return language_; }
  // What was said last, in its one spelling.
  const QString& filter() const { return filter_; }
  // As if somebody had written it, without saying so.
  void setFilter(const QString& text);
  // The right end: "~1.2 M · 4 ms".
  void setRemark(const QString& remark);
  // A cross that cancels, beside the remark.
  void setCancellable(bool cancellable);
  // Something the source said about the filter; empty takes it away.
  void setComplaint(const QString& sentence);
  void offerAgain() { edit_->offer(); }
  // The text view, with the cursor at its end.
  void edit();

 Q_SIGNALS:
  void filterChanged();
  void cancelRequested();
  // The keyboard is not wanted here any more.
  void left();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool enter();
  void remove(const FilterPiece& piece);
  void editPiece(const FilterPiece& piece);
  void showChips();
  void showText();
  void layoutChips();
  void showMistake();

  FilterLanguage* language_ = nullptr;
  QString filter_;
  QString complaint_;
  FilterEdit* edit_;
  QWidget* line_;
  QWidget* room_;
  QList<FilterChip*> chips_;
  TextLabel* more_;
  TextLabel* hint_;
  TextLabel* remark_;
  QToolButton* cancel_;
  TextLabel* mistake_;
};

}  // namespace heddle::widgets
