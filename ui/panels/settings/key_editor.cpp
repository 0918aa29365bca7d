// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/settings/key_editor.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace heddle::panels {

KeyEditor::KeyEditor(Check check, QWidget* parent)
    : QWidget(parent),
      ask_(std::move(check)),
      model_(new QStandardItemModel(0, 4, this)),
      table_(new widgets::DataTable(this)),
      field_(new QKeySequenceEdit(this)),
      set_(widgets::makeButton(tr("Set keys"), theme::ButtonKind::Primary, {}, this)),
      none_(widgets::makeButton(tr("No keys"), theme::ButtonKind::Plain, {}, this)),
      reset_(widgets::makeButton(tr("As it came"), theme::ButtonKind::Plain, {}, this)),
      resetAll_(widgets::makeButton(tr("All as they came"), theme::ButtonKind::Plain, {}, this)),
      notice_(new widgets::InlineNotice(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  buildTable();
  column->addWidget(table_, 1);
  column->addWidget(notice_);
  buildField(column);
  // To the commands again: the field would take every key there is, the button may be off now.
  const auto on = [this](QPushButton* button, auto ask) {
    connect(button, &QPushButton::clicked, this, [this, ask] {
      ask(current()->id);
      table_->setFocus();
    });
  };
  on(set_, [this](const QString& id) { Q_EMIT bindRequested(id, field_->keySequence()); });
  on(none_, [this](const QString& id) { Q_EMIT bindRequested(id, {}); });
  on(reset_, [this](const QString& id) { Q_EMIT resetRequested(id); });
  connect(resetAll_, &QPushButton::clicked, this, &KeyEditor::resetAllRequested);
  choose();
}

void KeyEditor::buildTable() {
  model_->setHorizontalHeaderLabels({tr("Command"), tr("Keys"), tr("Where"), QString()});
  table_->setAccessibleName(tr("Commands and their keys"));
  table_->setModel(model_);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setCell(0, widgets::Cell::Text, theme::Tone::Text);
  table_->setCell(1, widgets::Cell::Snippet, theme::Tone::Text, 190);
  table_->setCell(2, widgets::Cell::Text, theme::Tone::Muted, 110);
  table_->setCell(3, widgets::Cell::Text, theme::Tone::Muted, 80);
  table_->horizontalHeader()->setStretchLastSection(false);
  table_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  connect(table_, &widgets::DataTable::currentRowChanged, this, &KeyEditor::choose);
  connect(table_, &widgets::DataTable::opened, field_, [this] { field_->setFocus(); });
}

void KeyEditor::buildField(QVBoxLayout* column) {
  field_->setAccessibleName(tr("New keys"));
  if (auto* inner = field_->findChild<QLineEdit*>()) {
    inner->setAccessibleName(tr("New keys of the command"));
  }
  notice_->hide();
  auto* row = new QHBoxLayout;
  row->addWidget(field_, 1);
  for (QPushButton* button : {set_, none_, reset_, resetAll_})
    row->addWidget(button);
  column->addLayout(row);
  connect(field_, &QKeySequenceEdit::keySequenceChanged, this, &KeyEditor::check);
}

const KeyRow* KeyEditor::current() const {
  const int row = table_->currentRow();
  return row >= 0 && row < rows_.size() ? &rows_.at(row) : nullptr;
}

void KeyEditor::setRows(const QList<KeyRow>& rows) {
  rows_ = rows;
  model_->setRowCount(static_cast<int>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    const KeyRow& each = rows.at(row);
    const QString texts[] = {each.title, QKeySequence::listToString(each.keys, QKeySequence::NativeText),
                             each.where.isEmpty() ? tr("Window") : each.where,
                             each.changed ? tr("changed") : QString()};
    for (int column = 0; column < 4; ++column)
      model_->setItem(row, column, new QStandardItem(texts[column]));
  }
  resetAll_->setEnabled(std::any_of(rows.begin(), rows.end(), [](const KeyRow& row) { return row.changed; }));
  if (!current() && !rows.isEmpty()) table_->setCurrentIndex(model_->index(0, 0));
  choose();
}

void KeyEditor::choose() {
  const QSignalBlocker quiet(field_);
  field_->clear();
  check();
}

void KeyEditor::check() {
  const KeyRow* command = current();
  const QKeySequence key = field_->keySequence();
  const KeyCheck found = command && !key.isEmpty() ? ask_(command->id, key) : KeyCheck();
  field_->setEnabled(command != nullptr);
  set_->setEnabled(command != nullptr && !key.isEmpty() && found.refusal.isEmpty());
  none_->setEnabled(command != nullptr && !command->keys.isEmpty());
  reset_->setEnabled(command != nullptr && command->changed);
  notice_->setVisible(!found.taken.isEmpty() || !found.refusal.isEmpty());
  if (!found.refusal.isEmpty()) {
    notice_->setContent(widgets::InlineNotice::Kind::Warning, found.refusal);
  } else if (!found.taken.isEmpty()) {
    notice_->setContent(
        widgets::InlineNotice::Kind::Warning,
        tr("%1 already means: %2. Set for both, one of them at most is heard.")
            .arg(key.toString(QKeySequence::NativeText), found.taken.join(QStringLiteral(", "))));
  }
}

}  // namespace heddle::panels
