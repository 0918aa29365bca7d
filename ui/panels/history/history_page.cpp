// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/history/history_page.h"

#include "ui/panels/list/dress_table.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

HistoryPage::HistoryPage(models::AuditTable& entries, QWidget* parent)
    : QWidget(parent),
      entries_(entries),
      words_({QStringLiteral("done"), QStringLiteral("partly"), QStringLiteral("failed"),
              QStringLiteral("refused"), QStringLiteral("unlocked"), QStringLiteral("locked"),
              QStringLiteral("cut off")}) {
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(theme::metrics::kCardGap);
  buildBar(column);
  buildChips(column);
  auto* card = new widgets::Card(0, this);
  table_ = new widgets::DataTable(card);
  table_->setAccessibleName(QStringLiteral("History"));
  dressTable(*table_, entries_);
  table_->setYielding({9, 8, 3, 7, 5});
  states_ = new widgets::StatefulView(table_, card);
  card->body()->addWidget(states_);
  column->addWidget(card, 1);
  connect(states_, &widgets::StatefulView::retryRequested, this, &HistoryPage::reloadRequested);
}

void HistoryPage::buildBar(QVBoxLayout* column) {
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  search_ = new widgets::SearchField(QStringLiteral("Deployment, action, target, reason…"), this);
  search_->setAccessibleName(QStringLiteral("History filter"));
  connect(search_, &widgets::SearchField::searchChanged, this, &HistoryPage::filterChanged);
  bar->addWidget(search_, 1);
  summary_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Faint, this);
  summary_->setAccessibleName(QStringLiteral("History summary"));
  bar->addWidget(summary_);
  auto* reload = widgets::makeIconButton(QStringLiteral("refresh"), QStringLiteral("Reload history"), this);
  bar->addWidget(reload);
  export_ = widgets::makeButton(QStringLiteral("Export…"), theme::ButtonKind::Plain,
                                QStringLiteral("download"), this);
  export_->setToolTip(QStringLiteral(
      "What the filter lets through of the whole log, as CSV or JSON Lines; it holds no secrets"));
  bar->addWidget(export_);
  column->addLayout(bar);
  connect(reload, &QToolButton::clicked, this, &HistoryPage::reloadRequested);
  connect(export_, &QPushButton::clicked, this, &HistoryPage::chooseFile);
}

void HistoryPage::buildChips(QVBoxLayout* column) {
  auto* line = new QWidget(this);
  auto* flow = new widgets::FlowLayout(line);
  for (const QString& word : words_) {
    auto* chip = new widgets::ToggleChip(word, line);
    chip->setCheckable(true);
    chip->setAccessibleName(QStringLiteral("History: only ") + word);
    if (word == u"cut off")
      chip->setToolTip(QStringLiteral("Begun, but its end was never written: the console ended in between"));
    chips_.append(chip);
    flow->addWidget(chip);
    connect(chip, &QAbstractButton::toggled, this, &HistoryPage::filterChanged);
  }
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  line->setSizePolicy(policy);
  column->addWidget(line);
}

void HistoryPage::chooseFile() {
  auto* dialog = new QFileDialog(this, QStringLiteral("Export history"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setNameFilters({QStringLiteral("JSON Lines (*.jsonl)"), QStringLiteral("CSV (*.csv)")});
  dialog->selectFile(QStringLiteral("heddle-history.jsonl"));
  connect(dialog, &QFileDialog::fileSelected, this, [this, dialog](const QString& path) {
    const bool csv = dialog->selectedNameFilter().startsWith(QStringLiteral("CSV"));
    const bool named = path.endsWith(QStringLiteral(".csv")) || path.endsWith(QStringLiteral(".jsonl"));
    Q_EMIT exportRequested(named ? path : path + (csv ? QStringLiteral(".csv") : QStringLiteral(".jsonl")));
  });
  dialog->open();
}

QStringList HistoryPage::outcomes() const {
  QStringList chosen;
  for (qsizetype i = 0; i < chips_.size(); ++i) {
    if (chips_[i]->isChecked()) chosen.append(words_[i]);
  }
  return chosen;
}

QString HistoryPage::text() const {
  return search_->text().trimmed();
}

void HistoryPage::showLoading() {
  if (entries_.rowCount() == 0) states_->showLoading(QStringLiteral("history"));
}

void HistoryPage::showReady(const QString& summary) {
  summary_->setText(summary);
  if (entries_.rowCount() > 0)
    states_->showContent();
  else if (!outcomes().isEmpty() || !text().isEmpty())
    states_->showEmpty(QStringLiteral("filter"), QStringLiteral("Nothing matches"),
                       QStringLiteral("No entry is as the filter wants it."));
  else
    states_->showEmpty(
        QStringLiteral("shield"), QStringLiteral("Nothing was changed from here"),
        QStringLiteral("Whatever this console changes, or refuses to change, is listed here."));
}

void HistoryPage::showError(const QString& sentence, const QString& cause) {
  if (entries_.rowCount() > 0)
    states_->showStale(sentence + u' ' + cause);
  else
    states_->showError(sentence, cause);
}

}  // namespace heddle::panels
