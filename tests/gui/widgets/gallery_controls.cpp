// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/widgets/gallery.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/history_rail.h"
#include "ui/widgets/json_edit.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/message_list.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/state_views.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QRadioButton>
#include <QSpinBox>
#include <QStandardItemModel>

namespace gallery {
namespace {

using namespace heddle;

QString u(const char* text) {
  return QString::fromUtf8(text);
}

QWidget* buttons() {
  auto* card = new widgets::Card;
  auto* row = new QHBoxLayout;
  row->addWidget(widgets::makeButton(u("Resume…"), theme::ButtonKind::Primary));
  row->addWidget(widgets::makeButton(u("Run…"), theme::ButtonKind::Primary, u("run")));
  row->addWidget(widgets::makeButton(u("Fork…")));
  row->addWidget(widgets::makeButton(u("Columns"), theme::ButtonKind::Plain, u("settings")));
  row->addWidget(widgets::makeButton(u("Stop"), theme::ButtonKind::Danger));
  row->addWidget(widgets::makeButton(u("Quiet"), theme::ButtonKind::Quiet));
  auto* off = widgets::makeButton(u("Disabled"));
  off->setEnabled(false);
  row->addWidget(off);
  auto* on = widgets::makeButton(u("Changed only"));
  on->setCheckable(true);
  on->setChecked(true);
  row->addWidget(on);
  auto* small = widgets::makeButton(u("Small"));
  theme::setSmall(small);
  row->addWidget(small);
  row->addWidget(widgets::makeIconButton(u("refresh"), u("Refresh")));
  row->addStretch(1);
  card->body()->addLayout(row);
  auto* inputs = new QHBoxLayout;
  auto* line = new QLineEdit(u("postgres://localhost/app"));
  inputs->addWidget(line);
  auto* combo = new QComboBox;
  combo->addItems({u("agent"), u("triage")});
  inputs->addWidget(combo);
  auto* spin = new QSpinBox;
  spin->setRange(1, 65535);
  spin->setValue(2024);
  inputs->addWidget(spin);
  auto* check = new QCheckBox(u("Keep data"));
  check->setChecked(true);
  inputs->addWidget(check);
  inputs->addWidget(new QCheckBox(u("Reload")));
  auto* radio = new QRadioButton(u("Values"));
  radio->setChecked(true);
  inputs->addWidget(radio);
  auto* progress = new QProgressBar;
  progress->setValue(60);
  inputs->addWidget(progress);
  card->body()->addLayout(inputs);
  auto* pills = new QHBoxLayout;
  for (const char* word :
       {"success", "error", "running", "pending", "interrupted", "timeout", "idle", "busy", "other"})
    pills->addWidget(new widgets::StatusPill(u(word)));
  for (const char* word : {"production", "staging", "development", "local"}) {
    auto* chip = new widgets::Chip(u(word).toUpper());
    chip->setEnvironment(u(word), false);
    pills->addWidget(chip);
  }
  pills->addStretch(1);
  card->body()->addLayout(pills);
  return card;
}

QWidget* icons() {
  auto* card = new widgets::Card;
  auto* grid = new QGridLayout;
  const QStringList names = theme::iconNames();
  for (int i = 0; i < names.size(); ++i) {
    grid->addWidget(widgets::makeIconButton(names.at(i), names.at(i)), i / 26, i % 26);
  }
  card->body()->addLayout(grid);
  return card;
}

QString sampleJson() {
  return u(
      "{\n  \"plan\": {\"status\": \"drafting\", \"tries\": 2},\n  \"messages\": [1, 2.5, true, null],\n  "
      "\"note\": \"a \\\"quoted\\\" word\"\n}");
}

QStandardItemModel* stateModel(QObject* parent) {
  auto* model = new QStandardItemModel(parent);
  model->setHorizontalHeaderLabels({u("Key"), u("Value"), u("Type")});
  const auto row = [](const char* key, const char* value, const char* type) {
    return QList<QStandardItem*>{new QStandardItem(u(key)), new QStandardItem(u(value)),
                                 new QStandardItem(u(type))};
  };
  auto plan = row("plan", "2 keys", "object");
  plan.first()->appendRow(row("status", "\"drafting\"", "string"));
  plan.first()->appendRow(row("tries", "2", "number"));
  model->appendRow(plan);
  model->appendRow(row("messages", "10 items", "array"));
  model->appendRow(row("documents", "numpy float32[3, 384] · 4.5 KiB", "ndarray"));
  model->appendRow(row("done", "false", "boolean"));
  return model;
}

}  // namespace

QWidget* controls() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->addWidget(buttons());
  column->addWidget(icons());
  auto* notice = new widgets::InlineNotice;
  notice->setContent(widgets::InlineNotice::Kind::Warning, u("12 s old: Postgres does not answer."));
  notice->setAction(u("Retry"));
  column->addWidget(notice);
  auto* row = new QHBoxLayout;
  auto* code = new widgets::CodeView;
  code->setCode(sampleJson());
  auto* codeCard = new widgets::Card(0);
  codeCard->body()->addWidget(code);
  row->addWidget(codeCard);
  auto* edit = new widgets::JsonEdit;
  edit->setText(u("{\n  \"question\": \n}"));
  edit->setCheck([](const QString&) { return widgets::TextProblem{3, 1, u("a value is missing")}; });
  row->addWidget(edit);
  auto* tree = new widgets::JsonTree;
  tree->setModel(stateModel(tree));
  tree->expandAll();
  auto* treeCard = new widgets::Card(0);
  treeCard->body()->addWidget(tree);
  row->addWidget(treeCard, 2);
  column->addLayout(row, 1);
  page->resize(1200, 620);
  return page;
}

QWidget* conversation() {
  auto* page = new QWidget;
  auto* row = new QHBoxLayout(page);
  auto* rail = new widgets::HistoryRail;
  QVector<widgets::RailEntry> entries;
  const char* nodes[] = {"ask_human", "write", "model", "tools", "model", "plan", "input"};
  for (int i = 0; i < 7; ++i) {
    const QString parent = i < 6 ? QString::number(i + 1) : QString();
    entries.append({QString::number(i), parent, u("step %1 · %2").arg(28 - i * 2).arg(u(nodes[i])),
                    u("12:%1:00 · +2.0 KiB").arg(41 - i * 2),
                    i == 0 ? theme::Tone::Interrupted : theme::Tone::Accent});
  }
  entries.insert(4, {u("f1"), u("f2"), u("step 20 · fork"), u("12:36:30 · +0.4 KiB")});
  entries.insert(5, {u("f2"), u("5"), u("step 19 · fork"), u("12:36:10 · +0.4 KiB")});
  rail->entries()->setEntries(entries);
  rail->setMarkA(u("6"));
  rail->setMarkB(u("2"));
  rail->setCurrentId(u("2"));
  auto* railCard = new widgets::Card(1);
  railCard->body()->addWidget(rail);
  row->addWidget(railCard, 1);
  auto* list = new widgets::MessageList;
  list->messages()->setCards(
      {{u("1"), u("human"), {}, u("Where is my refund for order 8812?"), {}, false, theme::Tone::Text},
       {u("2"),
        u("ai"),
        u("41 tokens · 0.6 s"),
        u("I will look that up."),
        {u("search({\"q\": \"refund policy 2026\"})")},
        false,
        theme::Tone::Text},
       {u("3"),
        u("tool"),
        u("0.9 s"),
        u("search · “refund policy 2026” → 3 results"),
        {},
        false,
        theme::Tone::Text},
       {u("4"),
        u("ai"),
        u("212 tokens · 2.3 s"),
        u("The refund was issued on the 14th and should reach the account within five working days. Shall I "
          "send the confirmation again?"),
        {},
        false,
        theme::Tone::Text},
       {u("5"),
        u("interrupt · ask_human"),
        {},
        u("{ \"question\": \"Send the confirmation?\" }"),
        {},
        true,
        theme::Tone::Interrupted}});
  auto* listCard = new widgets::Card;
  listCard->body()->addWidget(list);
  row->addWidget(listCard, 1);
  page->resize(860, 560);
  return page;
}

QWidget* states() {
  auto* page = new QWidget;
  auto* grid = new QGridLayout(page);
  const auto place = [grid](QWidget* view, int at) {
    auto* card = new widgets::Card(0);
    card->body()->addWidget(view);
    grid->addWidget(card, at / 2, at % 2);
  };
  auto* empty = new widgets::StatefulView(new QWidget);
  auto* run = new QAction(u("Run…"), page);
  auto* snippet = new QAction(u("Copy SDK snippet"), page);
  empty->showEmpty(u("run"), u("No runs yet"),
                   u("A run made by the console or by any LangGraph SDK appears here."), {run, snippet});
  place(empty, 0);
  auto* error = new widgets::StatefulView(new QWidget);
  error->showError(u("Postgres does not answer"),
                   u("Connection refused on 10.0.3.7:5432. Is the server running, and is the port open?"),
                   u("08006"));
  place(error, 1);
  auto* loading = new widgets::StatefulView(new QWidget);
  loading->setObjectName(u("loading"));
  loading->showLoading(u("Reading runs"));
  place(loading, 2);
  auto* text = new QPlainTextEdit(u("Rows that were read before."));
  auto* stale = new widgets::StatefulView(text);
  stale->showStale(u("12 s old: Postgres does not answer."));
  place(stale, 3);
  page->resize(1100, 640);
  return page;
}

void shoot(QWidget& widget, const QString& name) {
  const QString folder = QStringLiteral(HEDDLE_BIN_DIR "/../screenshots");
  QDir().mkpath(folder);
  widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

}  // namespace gallery
