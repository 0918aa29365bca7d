// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/filter_edit.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QStandardItemModel>
#include <QTextCharFormat>

namespace heddle::widgets {
namespace {

enum OfferRole { OfferTextRole = Qt::UserRole + 1, BeginRole, EndRole };
constexpr int kOffersShown = 10;

QTextCharFormat mistakeFormat() {
  QTextCharFormat format;
  format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
  format.setUnderlineColor(theme::tokens().error.strong);
  format.setForeground(theme::tokens().error.strong);
  return format;
}

}  // namespace

FilterEdit::FilterEdit(QWidget* parent)
    : QLineEdit(parent), completer_(new QCompleter(this)), offers_(new QStandardItemModel(this)) {
  completer_->setModel(offers_);
  completer_->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
  completer_->setMaxVisibleItems(kOffersShown);
  completer_->setWidget(this);
  completer_->popup()->setAccessibleName(tr("Suggestions"));
  connect(completer_, qOverload<const QModelIndex&>(&QCompleter::activated), this,
          [this](const QModelIndex& index) {
            setSelection(index.data(BeginRole).toInt(),
                         index.data(EndRole).toInt() - index.data(BeginRole).toInt());
            take(index.data(OfferTextRole).toString());
          });
  connect(this, &QLineEdit::textChanged, this, &FilterEdit::mark);
  connect(this, &QLineEdit::textEdited, this, &FilterEdit::offer);
  connect(this, &QLineEdit::cursorPositionChanged, this, [this](int, int) {
    if (mistaken_) mark();
  });
}

void FilterEdit::take(const QString& offered) {
  insert(offered);
  // A field goes on with its values, a value with the next term.
  if (offered.endsWith(QLatin1Char(':')) || offered.endsWith(QLatin1Char('.'))) offer();
}

void FilterEdit::offer() {
  if (language_ == nullptr || !hasFocus()) return;
  const auto found = language_->offers(text(), cursorPosition());
  offers_->clear();
  for (const FilterOffer& each : found) {
    auto* item =
        new QStandardItem(each.about.isEmpty() ? each.text : each.text + QStringLiteral("   ") + each.about);
    item->setData(each.text, OfferTextRole);
    item->setData(each.begin, BeginRole);
    item->setData(each.end, EndRole);
    offers_->appendRow(item);
  }
  if (found.isEmpty()) {
    completer_->popup()->hide();
    return;
  }
  QRect at = cursorRect();
  at.setWidth(theme::scaled(420));
  completer_->complete(at);
  // Nothing is chosen before the user moves: Enter enters the filter as it stands.
  completer_->popup()->setCurrentIndex({});
}

// QLineEdit has no formats of its own; the ones an input method sets are kept by its layout.
void FilterEdit::mark() {
  QList<QInputMethodEvent::Attribute> attributes;
  mistake_.clear();
  mistaken_ = false;
  const auto reading = language_ != nullptr ? language_->read(text()) : FilterReading();
  for (const FilterMistake& each : reading.mistakes) {
    mistaken_ = true;
    const int end = qMax(each.end, each.begin + 1);
    const bool beingWritten = hasFocus() && cursorPosition() == text().size() && end >= text().size();
    if (beingWritten) continue;
    if (mistake_.isEmpty()) mistake_ = each.sentence;
    const int begin = qMin(each.begin, qMax(0, int(text().size()) - 1));
    attributes.append(
        {QInputMethodEvent::TextFormat, begin - cursorPosition(), end - begin, mistakeFormat()});
  }
  QInputMethodEvent event(QString(), attributes);
  QCoreApplication::sendEvent(this, &event);
  Q_EMIT marked();
}

void FilterEdit::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    completer_->popup()->hide();
    Q_EMIT entered();
    return;
  }
  if (event->key() == Qt::Key_Escape) {
    Q_EMIT left();
    return;
  }
  if (event->key() == Qt::Key_Down) {
    offer();
    if (offers_->rowCount() > 0)
      completer_->popup()->setCurrentIndex(completer_->completionModel()->index(0, 0));
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void FilterEdit::focusOutEvent(QFocusEvent* event) {
  QLineEdit::focusOutEvent(event);
  if (event->reason() != Qt::PopupFocusReason) mark();
}

}  // namespace heddle::widgets
