// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/assistants/assistant_edit_dialog.h"

#include "backend/wire/value.h"
#include "models/values/value_text.h"
#include "ui/panels/edit/edit_tabs.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/json_edit.h"
#include "ui/widgets/text_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

namespace {

QVBoxLayout* framed(QDialog* dialog) {
  auto* column = new QVBoxLayout(dialog);
  const int pad = theme::metrics::kPagePadding + 4;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(10);
  return column;
}

QLineEdit* addLine(QFormLayout* form, const QString& title, const QString& text) {
  auto* line = new QLineEdit(text);
  line->setAccessibleName(QStringLiteral("Assistant's ") + title.toLower());
  form->addRow(new TextLabel(title, TextRole::Text, theme::Tone::Muted), line);
  return line;
}

QString quoted(const QString& text) {
  return models::qtext(wire::writeJson(wire::Value::ofString(models::utf8(text))));
}

QString wholeOf(const AssistantFields& fields) {
  return QStringLiteral("{\"name\":%1,\"description\":%2,\"config\":%3,\"context\":%4,\"metadata\":%5}")
      .arg(quoted(fields.name), quoted(fields.description), fields.config, fields.context, fields.metadata);
}

/// The preview follows: the button does not send yet.
QPushButton* addButtons(QVBoxLayout* column, QDialog* dialog, const QString& go) {
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addStretch(1);
  auto* cancel = widgets::makeButton(QStringLiteral("Cancel"), theme::ButtonKind::Plain, {}, dialog);
  auto* button = widgets::makeButton(go, theme::ButtonKind::Primary, QStringLiteral("check"), dialog);
  button->setAutoDefault(false);
  cancel->setDefault(true);
  row->addWidget(cancel);
  row->addWidget(button);
  column->addLayout(row);
  QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
  return button;
}

}  // namespace

AssistantEditDialog::AssistantEditDialog(const AssistantFields& now, QWidget* parent)
    : QDialog(parent), now_(now) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(QStringLiteral("Edit assistant — ") + now.name);
  resize(theme::scaled(640), theme::scaled(520));
  auto* column = framed(this);
  column->addWidget(new TextLabel(QStringLiteral("Edit %1").arg(now.name), TextRole::Title));
  auto* form = new QFormLayout;
  name_ = addLine(form, QStringLiteral("Name"), now.name);
  description_ = addLine(form, QStringLiteral("Description"), now.description);
  column->addLayout(form);
  tabs_ = new EditTabs(QStringLiteral("Assistant's"), this);
  config_ = tabs_->addJson(QStringLiteral("Config"), now.config);
  context_ = tabs_->addJson(QStringLiteral("Context"), now.context);
  metadata_ = tabs_->addJson(QStringLiteral("Metadata"), now.metadata);
  tabs_->addChanges();
  column->addWidget(tabs_, 1);
  auto* note = new TextLabel(
      QStringLiteral("Config and context are replaced as a whole; metadata is merged. The change "
                     "makes a new version."),
      TextRole::Small, theme::Tone::Muted);
  note->setWordWrap(true);
  column->addWidget(note);
  save_ = addButtons(column, this, QStringLiteral("Preview the change…"));
  for (QLineEdit* line : {name_, description_})
    connect(line, &QLineEdit::textChanged, this, &AssistantEditDialog::update);
  connect(save_, &QPushButton::clicked, this, &AssistantEditDialog::goOn);
  connect(tabs_, &EditTabs::edited, this, &AssistantEditDialog::update);
  connect(tabs_, &EditTabs::turned, this, &AssistantEditDialog::update);
  connect(tabs_, &EditTabs::changesWanted, this, [this] {
    const AssistantFields edited{name_->text(), description_->text(), config_->text(), context_->text(),
                                 metadata_->text()};
    Q_EMIT compareRequested(wholeOf(now_), wholeOf(edited));
  });
  update();
}

void AssistantEditDialog::goOn() {
  if (!tabs_->showsChanges()) {
    if (tabs_->isValid()) tabs_->showChanges();
    return;
  }
  if (!tabs_->isValid()) return;
  Q_EMIT edited(body());
  accept();
}

void AssistantEditDialog::setChanges(std::shared_ptr<const checkpoint::Diff> diff) {
  tabs_->setChanges(std::move(diff));
}

QByteArray AssistantEditDialog::body() const {
  QStringList fields;
  const auto add = [&fields](const char* name, const QString& value) {
    fields.append(QStringLiteral("\"%1\":").arg(QLatin1String(name)) + value);
  };
  if (name_->text() != now_.name) add("name", quoted(name_->text()));
  if (description_->text() != now_.description) add("description", quoted(description_->text()));
  // As they were typed, digits and all.
  if (config_->text() != now_.config) add("config", config_->text());
  if (context_->text() != now_.context) add("context", context_->text());
  if (metadata_->text() != now_.metadata) add("metadata", metadata_->text());
  return (QStringLiteral("{") + fields.join(u',') + u'}').toUtf8();
}

void AssistantEditDialog::update() {
  save_->setText(tabs_->showsChanges() ? QStringLiteral("Preview the change…")
                                       : QStringLiteral("Show the changes"));
  save_->setEnabled(body() != "{}" && !name_->text().trimmed().isEmpty());
}

AssistantVersionDialog::AssistantVersionDialog(const QString& name, int current,
                                               const std::vector<int>& versions, QWidget* parent)
    : QDialog(parent), version_(new QComboBox(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(QStringLiteral("Set version — ") + name);
  auto* column = framed(this);
  column->addWidget(
      new TextLabel(QStringLiteral("Which version of %1 shall new runs use?").arg(name), TextRole::Title));
  version_->setAccessibleName(QStringLiteral("Version of the assistant"));
  for (const int version : versions) {
    const QString mark = version == current ? QStringLiteral(" (now)") : QString();
    version_->addItem(QStringLiteral("Version %1").arg(version) + mark, version);
  }
  column->addWidget(version_);
  auto* go = addButtons(column, this, QStringLiteral("Preview the change…"));
  const auto follow = [this, go, current] { go->setEnabled(version_->currentData().toInt() != current); };
  connect(version_, &QComboBox::currentIndexChanged, this, follow);
  follow();
  connect(go, &QPushButton::clicked, this, [this] {
    Q_EMIT chosen(version_->currentData().toInt());
    accept();
  });
}

}  // namespace heddle::panels
