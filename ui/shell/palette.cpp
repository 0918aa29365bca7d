// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/palette.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/text_label.h"

#include <QApplication>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace heddle::shell {
namespace {

constexpr int kRow = 32;
constexpr int kShownRows = 11;
constexpr int kWidth = 640;

class PaletteCell : public QStyledItemDelegate {
 public:
  PaletteCell(const PaletteModel* model, QObject* parent) : QStyledItemDelegate(parent), model_(model) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {200, theme::scaled(kRow)};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const theme::Tokens& t = theme::tokens();
    const PaletteEntry& entry = model_->at(index.row());
    const QRect r = option.rect;
    const bool on = option.state.testFlag(QStyle::State_Selected);
    if (on) theme::drawBox(painter, r, theme::metrics::kControlRadius, t.selection, QColor());
    const QColor ink = entry.enabled ? t.text : t.faint;
    if (!entry.icon.isEmpty())
      theme::drawIcon(painter, entry.icon, on ? t.accent : t.muted,
                      QPoint(r.x() + 10, r.y() + (r.height() - theme::metrics::kIcon) / 2));
    QRect text = r.adjusted(36, 0, -10, 0);
    if (!entry.shortcut.isEmpty()) {
      theme::drawLine(painter, text, entry.shortcut, theme::fonts().monoSmall, t.muted, Qt::AlignRight);
      text.setRight(text.right() - QFontMetrics(theme::fonts().monoSmall).horizontalAdvance(entry.shortcut) -
                    12);
    }
    const int title = QFontMetrics(theme::fonts().text).horizontalAdvance(entry.title) + 1;
    theme::drawLine(painter, text, entry.title, theme::fonts().text, ink, Qt::AlignLeft, Qt::ElideMiddle);
    text.setLeft(text.left() + title + 10);
    theme::drawLine(painter, text, entry.enabled ? entry.detail : entry.reason, theme::fonts().small,
                    t.muted);
  }

 private:
  const PaletteModel* model_;
};

}  // namespace

Palette::Palette(QWidget* window)
    : QWidget(window),
      field_(new widgets::SearchField({})),
      list_(new QListView),
      remark_(new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted)),
      model_(new PaletteModel(this)) {
  list_->setModel(model_);
  list_->setItemDelegate(new PaletteCell(model_, list_));
  list_->setUniformItemSizes(true);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setMouseTracking(true);
  list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  list_->setAccessibleName(tr("Matches"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 10, 10, 8);
  column->setSpacing(6);
  column->addWidget(field_);
  column->addWidget(list_, 1);
  column->addWidget(remark_);
  connect(field_, &QLineEdit::textChanged, this, [this](const QString& text) {
    stepped_.clear();
    model_->filter(text);
    Q_EMIT textChanged(text);
  });
  connect(model_, &QAbstractItemModel::modelReset, this, &Palette::chooseAfterReset);
  connect(list_, &QListView::clicked, this, [this](const QModelIndex& index) { run(index, false); });
  field_->installEventFilter(this);
  window->installEventFilter(this);
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
    if (isVisible() && now && !isAncestorOf(now)) hide();
  });
  hide();
}

void Palette::open(const QString& placeholder, QVector<PaletteEntry> entries) {
  if (!isVisible()) focusBefore_ = QApplication::focusWidget();
  field_->clear();
  stepped_.clear();
  field_->setPlaceholderText(placeholder);
  field_->setAccessibleName(placeholder);
  setRemark({});
  model_->filter({});
  model_->setEntries(std::move(entries));
  place();
  show();
  raise();
  field_->setFocus();
}

// What is found late is put above the rest: Enter must not mean something else because of it.
void Palette::chooseAfterReset() {
  int row = 0;
  for (int i = 0; i < model_->rowCount() && !stepped_.isEmpty(); ++i) {
    if (model_->index(i).data(Qt::AccessibleTextRole).toString() == stepped_) row = i;
  }
  if (model_->rowCount() > 0) list_->setCurrentIndex(model_->index(row));
  place();
}

void Palette::setRemark(const QString& remark) {
  remark_->setText(remark);
  remark_->setVisible(!remark.isEmpty());
  place();
}

void Palette::dismiss() {
  hide();
  if (focusBefore_) focusBefore_->setFocus();
}

void Palette::run(const QModelIndex& index, bool inNewTab) {
  if (!index.isValid() || !model_->at(index.row()).enabled) return;
  const auto action = model_->at(index.row()).run;
  dismiss();
  if (action) action(inNewTab);
}

void Palette::step(int rows) {
  if (model_->rowCount() == 0) return;
  const int row = list_->currentIndex().isValid() ? list_->currentIndex().row() : -1;
  const int next = (row + rows + model_->rowCount()) % model_->rowCount();
  list_->setCurrentIndex(model_->index(std::clamp(next, 0, model_->rowCount() - 1)));
  stepped_ = list_->currentIndex().data(Qt::AccessibleTextRole).toString();
}

void Palette::place() {
  const QWidget* window = parentWidget();
  const int width = std::min(theme::scaled(kWidth), window->width() - 40);
  const int rows = std::clamp(model_->rowCount(), 1, kShownRows);
  const int remark = remark_->isHidden() ? 0 : theme::scaled(24);
  const int height =
      std::min(rows * theme::scaled(kRow) + theme::scaled(30) + 28 + remark, window->height() - 80);
  setGeometry((window->width() - width) / 2, theme::scaled(theme::metrics::kTitleBar) + 8, width, height);
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
  if (watched != field_ || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  switch (key->key()) {
    case Qt::Key_Down:
      step(1);
      return true;
    case Qt::Key_Up:
      step(-1);
      return true;
    case Qt::Key_PageDown:
      step(std::min(8, std::max(1, model_->rowCount() - 1 - list_->currentIndex().row())));
      return true;
    case Qt::Key_PageUp:
      step(-std::min(8, std::max(1, list_->currentIndex().row())));
      return true;
    case Qt::Key_Escape:
      dismiss();
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      run(list_->currentIndex(), key->modifiers().testFlag(Qt::ControlModifier));
      return true;
    default:
      return false;
  }
}

void Palette::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const theme::Tokens& t = theme::tokens();
  theme::drawBox(&painter, rect(), theme::metrics::kCardRadius, t.surface, t.accent);
}

}  // namespace heddle::shell
