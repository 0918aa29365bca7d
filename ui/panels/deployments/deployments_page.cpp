// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/deployments/deployments_page.h"

#include "ui/panels/list/dress_table.h"
#include "ui/theme/text_size.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

DeploymentsPage::DeploymentsPage(models::DeploymentsTable& deployments, models::StagesTable& stages,
                                 QWidget* parent)
    : QWidget(parent), deployments_(deployments), stages_(stages) {
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(theme::metrics::kCardGap);
  column->addWidget(new TextLabel(QStringLiteral("Deployments"), TextRole::Title, theme::Tone::Text, this));
  auto* split = new widgets::SplitPane(Qt::Horizontal, this);
  split->add(buildList(), 3, 560);
  split->add(buildForm(), 3, 560);
  column->addWidget(split, 1);
  connect(&deployments_, &QAbstractItemModel::rowsInserted, this, &DeploymentsPage::showRows);
  connect(&deployments_, &QAbstractItemModel::rowsRemoved, this, &DeploymentsPage::showRows);
  showRows();
  updateButtons();
}

QWidget* DeploymentsPage::buildList() {
  auto* card = new widgets::Card(theme::metrics::kPagePadding, this);
  list_ = new widgets::DataTable(card);
  list_->setAccessibleName(QStringLiteral("Known deployments"));
  dressTable(*list_, deployments_);
  list_->setYielding({4, 3, 2});
  listStates_ = new widgets::StatefulView(list_, card);
  card->body()->addWidget(listStates_, 1);
  auto* buttons = new QHBoxLayout;
  open_ = widgets::makeButton(QStringLiteral("Open"), theme::ButtonKind::Plain, QStringLiteral("open"), card);
  open_->setAccessibleName(QStringLiteral("Open deployment"));
  testKnown_ =
      widgets::makeButton(QStringLiteral("Test"), theme::ButtonKind::Plain, QStringLiteral("bolt"), card);
  testKnown_->setAccessibleName(QStringLiteral("Test deployment"));
  role_ = widgets::makeButton(QStringLiteral("Read-only role…"), theme::ButtonKind::Plain,
                              QStringLiteral("shield"), card);
  role_->setToolTip(QStringLiteral("SQL and ACL for an account that can only read, to copy"));
  remove_ =
      widgets::makeButton(QStringLiteral("Remove"), theme::ButtonKind::Danger, QStringLiteral("trash"), card);
  remove_->setAccessibleName(QStringLiteral("Remove deployment"));
  remove_->setToolTip(
      QStringLiteral("Takes it off this list and forgets its secret; the deployment itself is not touched"));
  buttons->addWidget(open_);
  buttons->addWidget(testKnown_);
  buttons->addWidget(role_);
  buttons->addWidget(remove_);
  buttons->addStretch(1);
  card->body()->addLayout(buttons);
  connect(open_, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(currentSlug()); });
  connect(testKnown_, &QPushButton::clicked, this, [this] { Q_EMIT testKnownRequested(currentSlug()); });
  connect(role_, &QPushButton::clicked, this, [this] { Q_EMIT roleRequested(currentSlug()); });
  connect(remove_, &QPushButton::clicked, this, [this] { Q_EMIT removeRequested(currentSlug()); });
  connect(list_, &widgets::DataTable::opened, this,
          [this](const QModelIndex&, bool) { Q_EMIT openRequested(currentSlug()); });
  connect(list_, &widgets::DataTable::currentRowChanged, this, [this](int) { updateButtons(); });
  return card;
}

QWidget* DeploymentsPage::buildForm() {
  auto* card = new widgets::Card(theme::metrics::kPagePadding, this);
  auto* column = card->body();
  column->setSpacing(8);
  column->addWidget(
      new TextLabel(QStringLiteral("Add a deployment"), TextRole::Medium, theme::Tone::Text, card));
  text_ = new QPlainTextEdit(card);
  text_->setAccessibleName(QStringLiteral("Connection text"));
  text_->setPlaceholderText(
      QStringLiteral("Paste a deployment.json, a .env, or "
                     "URIs:\npostgres://user:password@host/database\nredis://host:6379/0\nhttp://host:2024"));
  text_->setTabChangesFocus(true);
  theme::followFont(text_, &theme::Fonts::mono);
  column->addWidget(text_, 2);
  column->addLayout(buildFields(card));
  notice_ = new widgets::InlineNotice(card);
  notice_->hide();
  column->addWidget(notice_);
  secretNote_ = new TextLabel({}, TextRole::Small, theme::Tone::Muted, card);
  secretNote_->setWordWrap(true);
  column->addWidget(secretNote_);
  auto* buttons = new QHBoxLayout;
  auto* file = widgets::makeButton(QStringLiteral("Open file…"), theme::ButtonKind::Plain,
                                   QStringLiteral("folder"), card);
  test_ =
      widgets::makeButton(QStringLiteral("Test all"), theme::ButtonKind::Plain, QStringLiteral("bolt"), card);
  save_ = widgets::makeButton(QStringLiteral("Save and open"), theme::ButtonKind::Primary,
                              QStringLiteral("plus"), card);
  buttons->addWidget(file);
  buttons->addStretch(1);
  buttons->addWidget(test_);
  buttons->addWidget(save_);
  column->addLayout(buttons);
  stageList_ = new widgets::DataTable(card);
  stageList_->setAccessibleName(QStringLiteral("Connection test"));
  dressTable(*stageList_, stages_);
  stageList_->setRowHeight(theme::metrics::kCompactRow);
  column->addWidget(stageList_, 3);
  // An empty table under a form asks a question it has no answer to.
  stageList_->hide();
  connect(&stages_, &QAbstractItemModel::rowsInserted, stageList_, &QWidget::show);
  connect(text_, &QPlainTextEdit::textChanged, this, [this] { Q_EMIT textChanged(text_->toPlainText()); });
  connect(file, &QPushButton::clicked, this, &DeploymentsPage::pickFile);
  connect(test_, &QPushButton::clicked, this, [this] { Q_EMIT testRequested(text_->toPlainText()); });
  connect(save_, &QPushButton::clicked, this, [this] {
    Q_EMIT saveRequested(text_->toPlainText(), name_->text().trimmed(), environment_->currentText(),
                         level_->currentData().toString());
  });
  return card;
}

QFormLayout* DeploymentsPage::buildFields(QWidget* card) {
  name_ = new QLineEdit(card);
  name_->setAccessibleName(QStringLiteral("Deployment name"));
  environment_ = new QComboBox(card);
  environment_->setAccessibleName(QStringLiteral("Environment"));
  environment_->addItems({QStringLiteral("production"), QStringLiteral("staging"),
                          QStringLiteral("development"), QStringLiteral("local")});
  level_ = new QComboBox(card);
  level_->setAccessibleName(QStringLiteral("Safety level"));
  level_->setToolTip(
      QStringLiteral("How much it takes to change something there; a production is never less careful "
                     "than guarded"));
  level_->addItem(QStringLiteral("as the environment"), QString());
  for (const char* word : {"read-only", "guarded", "standard", "open"})
    level_->addItem(QLatin1String(word), QLatin1String(word));
  auto* form = new QFormLayout;
  form->addRow(new TextLabel(QStringLiteral("Name"), TextRole::Text, theme::Tone::Muted), name_);
  form->addRow(new TextLabel(QStringLiteral("Environment"), TextRole::Text, theme::Tone::Muted),
               environment_);
  form->addRow(new TextLabel(QStringLiteral("Safety level"), TextRole::Text, theme::Tone::Muted), level_);
  return form;
}

void DeploymentsPage::pickFile() {
  auto* dialog = new QFileDialog(this, QStringLiteral("Open a deployment.json"), {},
                                 QStringLiteral("Deployment (*.json)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, &DeploymentsPage::fileRequested);
  dialog->open();
}

void DeploymentsPage::showRows() {
  if (deployments_.rowCount() > 0) {
    listStates_->showContent();
  } else {
    listStates_->showEmpty(QStringLiteral("server"), QStringLiteral("No deployment yet"),
                           QStringLiteral("Paste its addresses on the right, or start a local server."));
  }
  updateButtons();
}

QString DeploymentsPage::currentSlug() const {
  const int row = list_->currentRow();
  return row >= 0 && row < deployments_.rowCount() ? deployments_.keyAt(row) : QString();
}

void DeploymentsPage::updateButtons() {
  if (save_ == nullptr) return;
  const bool chosen = !currentSlug().isEmpty();
  for (QPushButton* button : {open_, role_, remove_})
    button->setEnabled(chosen);
  testKnown_->setEnabled(chosen && !testing_);
  test_->setEnabled(understood_ && !testing_);
  save_->setEnabled(understood_);
}

void DeploymentsPage::showUnderstood(const QString& name, const QString& environment,
                                     const QString& summary) {
  understood_ = true;
  if (!name_->isModified()) name_->setText(name);
  environment_->setCurrentText(environment);
  notice_->setContent(widgets::InlineNotice::Kind::Info, summary);
  notice_->show();
  updateButtons();
}

void DeploymentsPage::showProblem(const QString& sentence) {
  understood_ = false;
  notice_->setContent(widgets::InlineNotice::Kind::Error, sentence);
  notice_->setVisible(!sentence.isEmpty());
  updateButtons();
}

void DeploymentsPage::setSecretNote(const QString& note) {
  secretNote_->setText(note.isEmpty() ? QStringLiteral("Passwords and keys go into the system's keychain.")
                                      : note);
}

void DeploymentsPage::setTesting(bool testing) {
  testing_ = testing;
  updateButtons();
}

void DeploymentsPage::showVerdict(const QString& failure) {
  const bool passed = failure.isEmpty();
  notice_->setContent(passed ? widgets::InlineNotice::Kind::Success : widgets::InlineNotice::Kind::Warning,
                      passed ? QStringLiteral("Every stage passed.") : failure);
  notice_->show();
}

void DeploymentsPage::clearForm() {
  const QSignalBlocker quiet(text_);
  text_->clear();
  name_->clear();
  name_->setModified(false);
  notice_->hide();
  understood_ = false;
  updateButtons();
}

}  // namespace heddle::panels
