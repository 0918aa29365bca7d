// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/filter_bar.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>

namespace heddle::widgets {
namespace {

constexpr int kCross = 16;
constexpr int kLongestChip = 320;

}  // namespace

FilterChip::FilterChip(const FilterPiece& piece, QWidget* parent) : QAbstractButton(parent), piece_(piece) {
  setText(piece.text);
  setAccessibleName(tr("Filter %1").arg(piece.text));
  setAccessibleDescription(tr("Enter edits it, Delete takes it out"));
  setToolTip(piece.text);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover, true);
  setCursor(Qt::PointingHandCursor);
}

QSize FilterChip::sizeHint() const {
  const int text = QFontMetrics(theme::fonts().monoSmall).horizontalAdvance(piece_.text);
  return {qMin(text, theme::scaled(kLongestChip)) + 14 + kCross, theme::scaled(theme::metrics::kPill)};
}

QRect FilterChip::cross() const {
  return {width() - kCross - 2, 0, kCross + 2, height()};
}

void FilterChip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  theme::drawBox(&painter, rect(), 4, t.accentSoft, underMouse() ? t.accent : QColor());
  theme::drawLine(&painter, rect().adjusted(7, 0, -kCross - 2, 0), piece_.text, theme::fonts().monoSmall,
                  t.accentText, Qt::AlignLeft, Qt::ElideMiddle);
  theme::drawIcon(&painter, QStringLiteral("close"), t.accentText,
                  QPointF(width() - kCross, height() / 2 - 5), 10);
  if (hasFocus()) theme::drawFocusRing(&painter, rect(), 4);
}

void FilterChip::mouseReleaseEvent(QMouseEvent* event) {
  if (cross().contains(event->pos())) {
    setDown(false);
    Q_EMIT removeRequested();
    return;
  }
  QAbstractButton::mouseReleaseEvent(event);
}

void FilterChip::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) {
    Q_EMIT removeRequested();
  } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    click();
  } else {
    QAbstractButton::keyPressEvent(event);
  }
}

FilterBar::FilterBar(const QString& accessibleName, QWidget* parent)
    : QWidget(parent), edit_(new FilterEdit), line_(new QWidget(this)), room_(new QWidget) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  auto* row = new QHBoxLayout(line_);
  row->setContentsMargins(30, 0, 6, 0);
  row->setSpacing(6);
  edit_->setFrame(false);
  edit_->setFont(theme::fonts().monoSmall);
  edit_->setAccessibleName(accessibleName);
  setExample(QStringLiteral("status:error age:<1h"));
  edit_->installEventFilter(this);
  row->addWidget(edit_, 1);
  row->addWidget(room_, 1);
  more_ = new TextLabel({}, TextRole::Small, theme::Tone::Faint, room_);
  hint_ = new TextLabel(tr("add a filter"), TextRole::Text, theme::Tone::Faint, room_);
  remark_ = new TextLabel({}, TextRole::Small, theme::Tone::Faint);
  remark_->setAccessibleName(accessibleName + tr(" remark"));
  row->addWidget(remark_);
  cancel_ = makeIconButton(QStringLiteral("close"), tr("Cancel the search"), line_);
  cancel_->hide();
  connect(cancel_, &QToolButton::clicked, this, &FilterBar::cancelRequested);
  row->addWidget(cancel_);
  line_->setFixedHeight(theme::scaled(theme::metrics::kControlHeight));
  column->addWidget(line_);
  mistake_ = new TextLabel({}, TextRole::Small, theme::Tone::Error, this);
  mistake_->setAccessibleName(accessibleName + tr(" mistake"));
  mistake_->setWordWrap(true);
  mistake_->hide();
  column->addWidget(mistake_);
  line_->installEventFilter(this);
  room_->installEventFilter(this);
  // What was entered is looked at next: the keyboard goes to the rows.
  connect(edit_, &FilterEdit::entered, this, [this] {
    if (!enter()) return;
    Q_EMIT left();
    showChips();
  });
  connect(edit_, &FilterEdit::marked, this, &FilterBar::showMistake);
  connect(edit_, &FilterEdit::left, this, [this] {
    edit_->setText(filter_);
    Q_EMIT left();
  });
  showChips();
}

void FilterBar::setExample(const QString& filter) {
  edit_->setPlaceholderText(tr("Filter, such as %1").arg(filter));
}

void FilterBar::setLanguage(FilterLanguage* language) {
  language_ = language;
  edit_->setLanguage(language);
  setFilter(filter_);
}

void FilterBar::setFilter(const QString& text) {
  const auto reading = language_ != nullptr ? language_->read(text) : FilterReading{text.trimmed(), {}, {}};
  filter_ = reading.mistakes.isEmpty() ? reading.canonical : text.trimmed();
  complaint_.clear();
  edit_->setText(filter_);
  if (edit_->hasFocus()) {
    edit_->mark();
  } else {
    showChips();
  }
  showMistake();
}

bool FilterBar::enter() {
  edit_->mark();
  const auto reading =
      language_ != nullptr ? language_->read(edit_->text()) : FilterReading{edit_->text().trimmed(), {}, {}};
  if (!reading.mistakes.isEmpty()) {
    complaint_ = reading.mistakes.front().sentence;
    showMistake();
    return false;
  }
  complaint_.clear();
  const bool changed = reading.canonical != filter_;
  filter_ = reading.canonical;
  edit_->setText(filter_);
  showMistake();
  if (changed) Q_EMIT filterChanged();
  return true;
}

void FilterBar::remove(const FilterPiece& piece) {
  const QString before = filter_;
  setFilter(QString(before.left(piece.begin) + before.mid(piece.end)).simplified());
  if (!chips_.isEmpty()) chips_.front()->setFocus();
  if (filter_ != before) Q_EMIT filterChanged();
}

void FilterBar::editPiece(const FilterPiece& piece) {
  edit();
  edit_->setSelection(piece.begin, piece.end - piece.begin);
}

void FilterBar::edit() {
  showText();
  edit_->setFocus(Qt::ShortcutFocusReason);
  edit_->setText(filter_.isEmpty() ? filter_ : QString(filter_ + QLatin1Char(' ')));
  edit_->end(false);
  edit_->offer();
}

void FilterBar::showText() {
  room_->hide();
  edit_->show();
}

void FilterBar::showChips() {
  qDeleteAll(chips_);
  chips_.clear();
  const auto reading = language_ != nullptr ? language_->read(edit_->text()) : FilterReading();
  const bool chips = !reading.pieces.isEmpty() && reading.mistakes.isEmpty();
  edit_->setVisible(!chips);
  room_->setVisible(chips);
  if (!chips) return;
  for (const FilterPiece& piece : reading.pieces) {
    auto* chip = new FilterChip(piece, room_);
    connect(chip, &QAbstractButton::clicked, this, [this, piece] { editPiece(piece); });
    // Later: the chip goes with this.
    connect(
        chip, &FilterChip::removeRequested, this, [this, piece] { remove(piece); }, Qt::QueuedConnection);
    chips_.append(chip);
  }
  layoutChips();
}

/// As many as there is room for; the rest is a number.
void FilterBar::layoutChips() {
  int x = 0, shown = 0;
  const int room = room_->width() - theme::scaled(40);
  for (FilterChip* chip : chips_) {
    const QSize size = chip->sizeHint();
    const bool fits = shown == 0 || x + size.width() <= room;
    chip->setVisible(fits && shown == chips_.indexOf(chip));
    if (!chip->isVisibleTo(room_)) continue;
    chip->setGeometry(x, (room_->height() - size.height()) / 2, qMin(size.width(), qMax(40, room)),
                      size.height());
    x += size.width() + 6;
    ++shown;
  }
  const int hidden = static_cast<int>(chips_.size()) - shown;
  more_->setText(hidden > 0 ? tr("+%1").arg(hidden) : QString());
  more_->setGeometry(x, 0, hidden > 0 ? theme::scaled(34) : 0, room_->height());
  hint_->setVisible(hidden == 0 && room - x > theme::scaled(80));
  hint_->setGeometry(x + 2, 0, theme::scaled(100), room_->height());
}

void FilterBar::showMistake() {
  const QString sentence = edit_->mistake().isEmpty() ? complaint_ : edit_->mistake();
  mistake_->setText(sentence);
  mistake_->setVisible(!sentence.isEmpty());
  update();
}

void FilterBar::setComplaint(const QString& sentence) {
  complaint_ = sentence;
  showMistake();
}

void FilterBar::setRemark(const QString& remark) {
  remark_->setText(remark);
}

void FilterBar::setCancellable(bool cancellable) {
  cancel_->setVisible(cancellable);
}

void FilterBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  const bool wrong = !mistake_->text().isEmpty();
  theme::drawBox(&painter, line_->geometry(), theme::metrics::kControlRadius, t.surface,
                 wrong ? t.error.strong : t.line);
  theme::drawIcon(&painter, QStringLiteral("filter"), t.muted, QPointF(9, line_->height() / 2 - 8));
  if (edit_->hasFocus()) theme::drawFocusRing(&painter, line_->geometry(), theme::metrics::kControlRadius);
}

void FilterBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layoutChips();
}

void FilterBar::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && line_->geometry().contains(event->pos())) edit();
}

bool FilterBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == edit_ && event->type() == QEvent::FocusIn) {
    update();
  } else if (watched == edit_ && event->type() == QEvent::FocusOut) {
    if (static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
      // What was written without Enter is taken over when it can be read.
      QMetaObject::invokeMethod(
          this,
          [this] {
            if (edit_->hasFocus() || !edit_->isVisible()) return;
            enter();
            showChips();
            update();
          },
          Qt::QueuedConnection);
    }
  } else if (watched == room_ && event->type() == QEvent::Resize) {
    layoutChips();
  } else if ((watched == room_ || watched == line_) && event->type() == QEvent::MouseButtonPress) {
    edit();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace heddle::widgets
