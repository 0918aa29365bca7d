// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/shortcut_sheet.h"

#include "ui/shell/view_keys.h"
#include "ui/widgets/data_table.h"

#include <QAction>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace heddle::shell {

ShortcutSheet::ShortcutSheet(QWidget* parent) : QDialog(parent), rows_(new QStandardItemModel(0, 3, this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Keyboard shortcuts"));
  resize(theme::scaled(560), theme::scaled(640));
  rows_->setHorizontalHeaderLabels({tr("Command"), tr("Keys"), tr("Where")});
  auto* table = new widgets::DataTable(this);
  table->setAccessibleName(tr("Shortcuts"));
  table->setModel(rows_);
  table->setCell(0, widgets::Cell::Text, theme::Tone::Text);
  table->setCell(1, widgets::Cell::Snippet, theme::Tone::Text, 180);
  table->setCell(2, widgets::Cell::Text, theme::Tone::Muted, 110);
  table->horizontalHeader()->setStretchLastSection(false);
  table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(table);
}

void ShortcutSheet::add(const QString& section, const QList<QAction*>& actions) {
  for (const QAction* action : actions) {
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts())
      keys.append(key.toString(QKeySequence::NativeText));
    if (!keys.isEmpty() && action->isVisible())
      addRow(section, action->text().remove(u'&'), keys.join(tr(" or ", "between two keys of one command")));
  }
}

void ShortcutSheet::addViewKeys() {
  for (const ViewKey& each : viewKeys())
    addRow(each.where, each.title, each.key.toString(QKeySequence::NativeText));
}

void ShortcutSheet::addRow(const QString& section, const QString& command, const QString& keys) {
  rows_->appendRow({new QStandardItem(command), new QStandardItem(keys), new QStandardItem(section)});
}

}  // namespace heddle::shell
