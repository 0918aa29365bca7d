// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/log_view.h"

#include "ui/theme/cell_delegate.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/column_header.h"
#include "ui/widgets/follow_table.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/text_label.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QTimer>
#include <QVBoxLayout>

namespace heddle::widgets {
namespace {

constexpr int kLogRow = 19;

QColor sourceColor(const QString& source) {
  const theme::Tokens& t = theme::tokens();
  const QColor colors[] = {t.syntaxKey, t.syntaxString, t.syntaxNumber, t.syntaxLiteral};
  uint sum = 0;
  for (const QChar c : source)
    sum = sum * 31 + c.unicode();
  return colors[sum % 4];
}

class LogCell : public theme::CellDelegate {
 public:
  using CellDelegate::CellDelegate;

 protected:
  void paintContent(QPainter* painter, const QRect& rect, const QString& text, const QColor&,
                    const QModelIndex& index) const override {
    const theme::Tokens& t = theme::tokens();
    const auto level = static_cast<LogLevel>(index.data(LogModel::LevelRole).toInt());
    QColor color = level == LogLevel::Error     ? t.error.strong
                   : level == LogLevel::Warning ? t.timeout.strong
                   : level == LogLevel::Debug   ? t.muted
                                                : t.text;
    if (index.column() == LogModel::TimeColumn) color = t.faint;
    if (index.column() == LogModel::SourceColumn) color = sourceColor(text);
    theme::drawLine(painter, rect, text, theme::fonts().mono, color);
  }
};

// A line is worth copying whole.
class LogTable : public FollowTable {
 public:
  using FollowTable::FollowTable;

  bool perform(ViewCommand command) override {
    return FollowTable::perform(command == ViewCommand::CopyCell ? ViewCommand::CopyRow : command);
  }
};

}  // namespace

LogView::LogView(QWidget* parent)
    : QWidget(parent),
      model_(new LogModel(LogModel::kCapacity, this)),
      table_(new LogTable),
      search_(new SearchField(tr("Find in the log"))),
      remark_(new TextLabel({}, TextRole::Small, theme::Tone::Muted)),
      frame_(new QTimer(this)) {
  table_->setModel(model_);
  table_->setRowHeight(kLogRow);
  table_->setRowLines(false);
  table_->setItemDelegate(new LogCell(theme::Tone::Text, table_));
  table_->horizontalHeader()->hide();
  table_->setColumnWidth(LogModel::TimeColumn, theme::scaled(118));
  table_->setColumnWidth(LogModel::SourceColumn, theme::scaled(96));
  table_->setRowCopyRole(LogModel::LineRole);
  table_->setAccessibleName(tr("Log lines"));
  auto* next = makeIconButton(QStringLiteral("chevron-down"), tr("Next match"));
  auto* previous = makeIconButton(QStringLiteral("chevron-up"), tr("Previous match"));
  auto* row = new QHBoxLayout;
  row->setContentsMargins(theme::metrics::kPagePadding, 6, theme::metrics::kPagePadding, 6);
  search_->setMinimumWidth(theme::scaled(200));
  search_->setMaximumWidth(theme::scaled(320));
  theme::setSmall(search_);
  row->addWidget(search_);
  row->addWidget(previous);
  row->addWidget(next);
  row->addWidget(remark_, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(row);
  column->addWidget(table_, 1);
  frame_->setSingleShot(true);
  frame_->setInterval(33);
  connect(frame_, &QTimer::timeout, this, &LogView::flush);
  connect(next, &QToolButton::clicked, this, &LogView::findNext);
  connect(previous, &QToolButton::clicked, this, &LogView::findPrevious);
  search_->installEventFilter(this);
  table_->installEventFilter(this);
}

void LogView::append(const QVector<LogLine>& lines) {
  waiting_ += lines;
  if (!frame_->isActive()) frame_->start();
}

void LogView::clear() {
  waiting_.clear();
  model_->clear();
}

void LogView::flush() {
  model_->append(waiting_);
  waiting_.clear();
}

void LogView::findNext() {
  find(false);
}
void LogView::findPrevious() {
  find(true);
}

void LogView::find(bool backwards) {
  const int none = backwards ? model_->rowCount() : -1;
  const int from = table_->currentRow() < 0 ? none : table_->currentRow();
  int row = model_->find(search_->text(), from, backwards);
  const bool wrapped = row < 0;
  if (wrapped) row = model_->find(search_->text(), none, backwards);
  if (search_->text().isEmpty())
    remark_->setText({});
  else if (row < 0)
    remark_->setText(tr("No line contains this"));
  else
    remark_->setText(wrapped ? tr("Line %1, from the other end").arg(row + 1) : tr("Line %1").arg(row + 1));
  if (row < 0) return;
  table_->setFollow(false);
  table_->selectRow(row);
  table_->scrollTo(model_->index(row, 0), QAbstractItemView::PositionAtCenter);
}

bool LogView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  const auto* key = static_cast<QKeyEvent*>(event);
  if (watched == search_ && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
    find(key->modifiers().testFlag(Qt::ShiftModifier));
    return true;
  }
  if (watched == table_ && key->matches(QKeySequence::Find)) {
    search_->setFocus();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace heddle::widgets
