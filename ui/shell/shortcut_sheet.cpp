// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/shortcut_sheet.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/view_keys.h"

#include <QAction>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPageSize>
#include <QPdfWriter>
#include <QPushButton>
#include <QSaveFile>
#include <QStandardItemModel>
#include <QTextDocument>
#include <QVBoxLayout>

namespace heddle::shell {

ShortcutSheet::ShortcutSheet(QWidget* parent) : QDialog(parent), rows_(new QStandardItemModel(0, 3, this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Keyboard shortcuts"));
  resize(theme::scaled(600), theme::scaled(640));
  rows_->setHorizontalHeaderLabels({tr("Command"), tr("Keys"), tr("Where")});
  auto* table = new widgets::DataTable(this);
  table->setAccessibleName(tr("Shortcuts"));
  table->setModel(rows_);
  table->setCell(0, widgets::Cell::Text, theme::Tone::Text);
  table->setCell(1, widgets::Cell::Snippet, theme::Tone::Text);
  table->setCell(2, widgets::Cell::Text, theme::Tone::Muted);
  table->horizontalHeader()->setStretchLastSection(false);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(table);
  auto* foot = new QHBoxLayout;
  foot->setContentsMargins(12, 4, 12, 10);
  foot->addStretch(1);
  auto* print = widgets::makeButton(tr("Save for printing…"), theme::ButtonKind::Plain, {}, this);
  connect(print, &QPushButton::clicked, this, &ShortcutSheet::chooseFile);
  foot->addWidget(print);
  column->addLayout(foot);
}

void ShortcutSheet::chooseFile() {
  auto* dialog = new QFileDialog(this, tr("Save the keyboard shortcuts"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("pdf"));
  dialog->selectFile(QStringLiteral("heddle-shortcuts.pdf"));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
    const QString trouble = writePdf(path);
    Q_EMIT noticed(trouble.isEmpty() ? tr("The shortcuts are in %1.").arg(path) : trouble);
  });
  dialog->open();
}

QString ShortcutSheet::writePdf(const QString& path) const {
  // The writer itself reports nothing when it cannot write.
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly))
    return tr("%1 could not be written: %2.").arg(path, file.errorString());
  QPdfWriter pages(&file);
  pages.setPageSize(QPageSize(QPageSize::A4));
  pages.setTitle(windowTitle());
  QTextDocument document;
  QString rows;
  for (int row = 0; row < rows_->rowCount(); ++row) {
    rows += QStringLiteral("<tr>");
    for (int part = 0; part < rows_->columnCount(); ++part)
      rows += QStringLiteral("<td>%1</td>").arg(rows_->item(row, part)->text().toHtmlEscaped());
    rows += QStringLiteral("</tr>");
  }
  document.setHtml(QStringLiteral("<h2>%1</h2><table cellpadding='3'>%2</table>")
                       .arg(windowTitle().toHtmlEscaped(), rows));
  document.print(&pages);
  return file.commit() ? QString() : tr("%1 could not be written: %2.").arg(path, file.errorString());
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

void ShortcutSheet::add(const widgets::ViewKeys& keys) {
  const QList<widgets::ViewCommandInfo> commands = widgets::viewCommands();
  for (qsizetype i = 0; i < commands.size(); ++i)
    add(commands[i].where, {keys.actions().at(i)});
}

void ShortcutSheet::addRow(const QString& section, const QString& command, const QString& keys) {
  rows_->appendRow({new QStandardItem(command), new QStandardItem(keys), new QStandardItem(section)});
}

}  // namespace heddle::shell
