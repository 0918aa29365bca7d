// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/store/store_item_dialog.h"

#include "backend/wire/value.h"
#include "models/values/value_text.h"
#include "ui/panels/edit/edit_tabs.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/json_edit.h"
#include "ui/widgets/text_label.h"

#include <algorithm>

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

StoreItemDialog::StoreItemDialog(const QStringList& labels, QWidget* parent)
    : QDialog(parent), isNew_(true), before_(QStringLiteral("{}")) {
  build(labels, {});
}

StoreItemDialog::StoreItemDialog(const QStringList& labels, const QString& key, const QString& value,
                                 QWidget* parent)
    : QDialog(parent), isNew_(false), before_(models::prettyJson(value)) {
  build(labels, key);
}

void StoreItemDialog::build(const QStringList& labels, const QString& key) {
  setAttribute(Qt::WA_DeleteOnClose);
  const QString title = isNew_ ? QStringLiteral("New store item") : QStringLiteral("Edit ") + key;
  setWindowTitle(title);
  resize(theme::scaled(640), theme::scaled(520));
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding + 4;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(10);
  column->addWidget(new TextLabel(title, TextRole::Title));
  buildName(column, labels, key);
  tabs_ = new EditTabs(QStringLiteral("Item's"), this);
  value_ = tabs_->addJson(QStringLiteral("Value"), before_);
  tabs_->addChanges();
  column->addWidget(tabs_, 1);
  note_ = new TextLabel({}, TextRole::Small, theme::Tone::Muted, this);
  note_->setWordWrap(true);
  column->addWidget(note_);
  buildButtons(column);
  connect(tabs_, &EditTabs::edited, this, &StoreItemDialog::update);
  connect(tabs_, &EditTabs::turned, this, &StoreItemDialog::update);
  connect(tabs_, &EditTabs::changesWanted, this,
          [this] { Q_EMIT compareRequested(before_, value_->text()); });
  update();
}

void StoreItemDialog::buildName(QVBoxLayout* column, const QStringList& labels, const QString& key) {
  auto* form = new QFormLayout;
  const auto line = [&](const QString& name, const QString& text) {
    auto* field = new QLineEdit(text, this);
    field->setAccessibleName(QStringLiteral("Item's ") + name.toLower());
    field->setReadOnly(!isNew_);
    form->addRow(new TextLabel(name, TextRole::Text, theme::Tone::Muted), field);
    connect(field, &QLineEdit::textChanged, this, &StoreItemDialog::update);
    return field;
  };
  namespace_ = line(QStringLiteral("Namespace"), labels.join(u'.'));
  namespace_->setPlaceholderText(QStringLiteral("labels with dots between them"));
  key_ = line(QStringLiteral("Key"), key);
  column->addLayout(form);
}

void StoreItemDialog::buildButtons(QVBoxLayout* column) {
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addStretch(1);
  auto* cancel = widgets::makeButton(QStringLiteral("Cancel"), theme::ButtonKind::Plain, {}, this);
  go_ = widgets::makeButton({}, theme::ButtonKind::Primary, QStringLiteral("check"), this);
  go_->setAutoDefault(false);
  cancel->setDefault(true);
  row->addWidget(cancel);
  row->addWidget(go_);
  column->addLayout(row);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  connect(go_, &QPushButton::clicked, this, &StoreItemDialog::goOn);
}

QStringList StoreItemDialog::labels() const {
  return namespace_->text().trimmed().split(u'.');
}

QString StoreItemDialog::problem() const {
  const QStringList given = labels();
  if (std::any_of(given.begin(), given.end(), [](const QString& label) { return label.isEmpty(); }))
    return QStringLiteral("A namespace is one or more labels with dots between them.");
  if (key_->text().isEmpty()) return QStringLiteral("A store item has a key.");
  const auto value = wire::parseJson(models::utf8(value_->text()));
  if (!value) return QStringLiteral("The JSON cannot be read.");
  if (!value->isObject()) return QStringLiteral("The value of an item is a JSON object.");
  return !isNew_ && value_->text() == before_ ? QStringLiteral("Nothing was changed.") : QString();
}

/// The change is looked at before it goes on.
void StoreItemDialog::update() {
  const QString why = problem();
  go_->setText(tabs_->showsChanges() ? QStringLiteral("Preview the change…")
                                     : QStringLiteral("Show the changes"));
  go_->setEnabled(why.isEmpty());
  note_->setText(!why.isEmpty() ? why
                 : isNew_       ? QStringLiteral("An item that has this key already is replaced.")
                                : QStringLiteral("The value is replaced as a whole."));
}

void StoreItemDialog::goOn() {
  if (!tabs_->showsChanges()) {
    if (tabs_->isValid()) tabs_->showChanges();
    return;
  }
  if (!problem().isEmpty()) return;
  Q_EMIT written(labels(), key_->text(), value_->text().toUtf8());
  accept();
}

void StoreItemDialog::setChanges(std::shared_ptr<const checkpoint::Diff> diff) {
  tabs_->setChanges(std::move(diff));
}

}  // namespace heddle::panels
