// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/list/groups_dialog.h"

#include "models/format/numbers.h"
#include "ui/theme/cell_delegates.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace heddle::panels {
namespace {

enum GroupColumn { ValueColumn, RowsColumn, ShareColumn };
enum GroupRole { TermRole = Qt::UserRole + 1, PartRole, CountRole };

/// A bar as long as the row's part of the largest group, and its share in text before it.
class BarDelegate : public theme::CellDelegate {
 public:
  using CellDelegate::CellDelegate;

 protected:
  void paintContent(QPainter* painter, const QRect& rect, const QString& text, const QColor& color,
                    const QModelIndex& index) const override {
    const int words = theme::scaled(62);
    CellDelegate::paintContent(painter, QRect(rect.left(), rect.top(), words, rect.height()), text, color,
                               index);
    const double part = index.data(PartRole).toDouble();
    if (part <= 0) return;
    const int thick = theme::scaled(10);
    const QRectF bar(rect.left() + words, rect.center().y() - thick / 2.0,
                     qMax(2.0, part * (rect.width() - words)), thick);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme::toneColor(theme::Tone::Accent));
    painter->drawRoundedRect(bar, 2, 2);
    painter->restore();
  }
};

QString quotedCell(QString text) {
  return QLatin1Char('"') + text.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

}  // namespace

GroupsDialog::GroupsDialog(const QString& title, QWidget* parent) : QDialog(parent) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(title);
  resize(theme::scaled(640), theme::scaled(480));
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding + 4;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(10);
  column->addWidget(new widgets::TextLabel(title, widgets::TextRole::Title));
  note_ =
      new widgets::TextLabel(QStringLiteral("Reading…"), widgets::TextRole::Text, theme::Tone::Muted, this);
  note_->setWordWrap(true);
  column->addWidget(note_);
  model_ = new QStandardItemModel(0, 3, this);
  model_->setHorizontalHeaderLabels(
      {QStringLiteral("Value"), QStringLiteral("Rows"), QStringLiteral("Share")});
  table_ = new widgets::DataTable(this);
  table_->setAccessibleName(title);
  table_->setModel(model_);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setCell(RowsColumn, widgets::Cell::Number, theme::Tone::Text, 90);
  table_->setColumnWidth(ValueColumn, theme::scaled(250));
  table_->setItemDelegateForColumn(ShareColumn, new BarDelegate(theme::Tone::Muted, table_));
  table_->horizontalHeader()->setSectionResizeMode(ShareColumn, QHeaderView::Stretch);
  column->addWidget(table_, 1);
  buildButtons(column);
  connect(table_, &widgets::DataTable::opened, this, &GroupsDialog::choose);
  connect(table_, &QTableView::clicked, this, &GroupsDialog::choose);
  connect(table_, &widgets::DataTable::currentRowChanged, this, [this](int row) {
    filter_->setEnabled(row >= 0 && !model_->index(row, 0).data(TermRole).toString().isEmpty());
  });
}

void GroupsDialog::buildButtons(QVBoxLayout* column) {
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  auto* copy = widgets::makeButton(QStringLiteral("Copy as CSV"), theme::ButtonKind::Plain,
                                   QStringLiteral("copy"), this);
  filter_ = widgets::makeButton(QStringLiteral("Filter by this group"), theme::ButtonKind::Primary,
                                QStringLiteral("filter"), this);
  auto* close = widgets::makeButton(QStringLiteral("Close"), theme::ButtonKind::Plain, {}, this);
  for (QPushButton* button : {copy, filter_, close})
    button->setAutoDefault(false);
  filter_->setEnabled(false);
  row->addWidget(copy);
  row->addStretch(1);
  row->addWidget(close);
  row->addWidget(filter_);
  column->addLayout(row);
  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(asCsv()); });
  connect(filter_, &QPushButton::clicked, this, [this] { choose(table_->currentIndex()); });
  connect(close, &QPushButton::clicked, this, &QDialog::reject);
}

void GroupsDialog::showGroups(const QList<GroupLine>& groups, qint64 matching, const QString& note) {
  note_->setText(note);
  model_->removeRows(0, model_->rowCount());
  qint64 largest = 1;
  for (const GroupLine& group : groups)
    largest = qMax(largest, group.rows);
  for (const GroupLine& group : groups) {
    auto* value = new QStandardItem(group.label);
    value->setData(group.term, TermRole);
    value->setToolTip(group.term);
    auto* rows = new QStandardItem(models::countText(group.rows));
    rows->setData(group.rows, CountRole);
    const double share =
        matching > 0 ? 100.0 * static_cast<double>(group.rows) / static_cast<double>(matching) : 0;
    auto* part = new QStandardItem(QString::number(share, 'f', 1) + QStringLiteral(" %"));
    part->setData(static_cast<double>(group.rows) / static_cast<double>(largest), PartRole);
    model_->appendRow({value, rows, part});
  }
}

void GroupsDialog::showFailure(const QString& sentence) {
  note_->setTone(theme::Tone::Error);
  note_->setText(sentence);
}

void GroupsDialog::choose(const QModelIndex& index) {
  const QString term = index.siblingAtColumn(ValueColumn).data(TermRole).toString();
  if (!term.isEmpty()) Q_EMIT termChosen(term);
}

QString GroupsDialog::asCsv() const {
  QString text = QStringLiteral("value,rows,filter\r\n");
  for (int row = 0; row < model_->rowCount(); ++row) {
    const QModelIndex value = model_->index(row, ValueColumn);
    text += quotedCell(value.data().toString()) + QLatin1Char(',') +
            model_->index(row, RowsColumn).data(CountRole).toString() + QLatin1Char(',') +
            quotedCell(value.data(TermRole).toString()) + QStringLiteral("\r\n");
  }
  return text;
}

}  // namespace heddle::panels
