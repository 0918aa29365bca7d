// SPDX-License-Identifier: Apache-2.0
#include "tests/gui/widgets/gallery.h"
#include "ui/theme/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/log_view.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/tail_view.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTabBar>

namespace gallery {
namespace {

using namespace heddle;
using widgets::Cell;

QStandardItemModel* model(const QStringList& headers, const QVector<QStringList>& rows, QObject* parent) {
  auto* items = new QStandardItemModel(parent);
  items->setHorizontalHeaderLabels(headers);
  for (const QStringList& row : rows) {
    QList<QStandardItem*> line;
    for (const QString& text : row)
      line.append(new QStandardItem(text));
    items->appendRow(line);
  }
  return items;
}

QString u(const char* text) {
  return QString::fromUtf8(text);
}

widgets::DataTable* runs() {
  auto* table = new widgets::DataTable;
  const QStringList words = {u("running"), u("running"), u("pending"),     u("error"),
                             u("success"), u("success"), u("interrupted"), u("success"),
                             u("timeout"), u("success"), u("success"),     u("error")};
  QVector<QStringList> rows;
  for (int i = 0; i < words.size(); ++i) {
    rows.append({words.at(i),
                 u("0198a741-43210f%1").arg(i, 2, 10, QLatin1Char('0')).left(8) + QChar(0x2026) + u("43210f"),
                 QStringList{u("support"), u("research"), u("triage")}.at(i % 3),
                 u("3d71%1a\u20268be147").arg(i),
                 u("12:%1:%2").arg(59 - i * 2).arg(i * 17 % 60, 2, 10, QLatin1Char('0')),
                 i == 2 ? u("4 min 12 s") : u("%1 ms").arg(3 + i * 5 % 40),
                 i == 2 ? u("–") : u("%1 s").arg(1 + i * 1.7, 0, 'f', 1), u("1"),
                 QLocale(QLocale::English).toString(812 + i * 977)});
  }
  table->setModel(model({u("Status"), u("Run"), u("Assistant"), u("Thread"), u("Created"), u("Queue wait"),
                         u("Duration"), u("Attempt"), u("Tokens")},
                        rows, table));
  table->setCell(0, Cell::Status, theme::Tone::Text, 132);
  table->setCell(1, Cell::Id, theme::Tone::Text, 150);
  table->setCell(2, Cell::Text, theme::Tone::Text, 92);
  table->setCell(3, Cell::Id, theme::Tone::Muted, 132);
  table->setCell(4, Cell::Time, theme::Tone::Muted, 92);
  table->setCell(5, Cell::Number, theme::Tone::Muted, 104);
  table->setCell(6, Cell::Number, theme::Tone::Text, 84);
  table->setCell(7, Cell::Number, theme::Tone::Muted, 74);
  table->setCell(8, Cell::Number);
  table->setSortingEnabled(false);
  table->horizontalHeader()->setSortIndicatorShown(true);
  table->horizontalHeader()->setSortIndicator(4, Qt::DescendingOrder);
  table->selectRow(3);
  table->setAccessibleName(u("Runs"));
  return table;
}

QWidget* tail() {
  auto* card = new widgets::Card(0);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(12, 8, 12, 8);
  head->setSpacing(8);
  head->addWidget(new widgets::TextLabel(u("Live tail"), widgets::TextRole::Medium));
  head->addWidget(new widgets::Chip(u("run 0198…a41c")));
  head->addWidget(new widgets::Chip(u("redis")));
  auto* counters =
      new widgets::TextLabel(u("1,284/s received · 1,284 shown · 0 filtered · 0 dropped · lag 2 ms"),
                             widgets::TextRole::Text, theme::Tone::Muted);
  counters->setElide(Qt::ElideRight);
  head->addWidget(counters, 1);
  head->addWidget(widgets::makeButton(u("Pause"), theme::ButtonKind::Plain, u("pause")));
  head->addWidget(widgets::makeButton(u("Follow"), theme::ButtonKind::Primary));
  card->body()->addLayout(head);
  card->body()->addWidget(new widgets::Rule);
  auto* table = new widgets::TailView;
  QVector<QStringList> rows;
  for (int i = 0; i < 3; ++i) {
    rows += {{u("12:59:41.203"), u("messages"), u("model"), u("+18 tokens"),
              u("“…the refund was issued on the 14th and”")},
             {u("12:59:41.187"), u("updates"), u("tools"), u("1.2 KiB"), u("{ \"results\": [ 3 items ] }")},
             {u("12:59:40.902"), u("custom"), u("search"), u("64 B"), u("{ \"progress\": 0.66 }")}};
  }
  table->setModel(model({u("Time"), u("Mode"), u("Node"), u("Size"), u("Event")}, rows, table));
  table->setCell(0, Cell::Time, theme::Tone::Muted, 118);
  table->setCell(1, Cell::Chip, theme::Tone::Muted, 110);
  table->setCell(2, Cell::Text, theme::Tone::Text, 100);
  table->setCell(3, Cell::Number, theme::Tone::Muted, 110);
  table->setCell(4, Cell::Snippet);
  table->setAccessibleName(u("Events"));
  card->body()->addWidget(table, 1);
  return card;
}

QWidget* inspector() {
  auto* card = new widgets::Card;
  card->body()->addWidget(new widgets::TextLabel(u("Run 0198c41e…7f20b3"), widgets::TextRole::Title));
  card->body()->addWidget(new widgets::TextLabel(u("support · thread 5b1e…90c2 · attempt 1"),
                                                 widgets::TextRole::Text, theme::Tone::Muted));
  auto* tabs = new QTabBar;
  for (const char* name : {"Error", "Input", "Output", "Steps", "Events", "Raw"})
    tabs->addTab(u(name));
  tabs->setExpanding(false);
  card->body()->addWidget(tabs);
  auto* error = new widgets::Card(10);
  error->setRaised(true);
  error->setBorderTone(theme::Tone::Error);
  error->body()->setSpacing(4);
  error->body()->addWidget(
      new widgets::TextLabel(u("TimeoutError in write"), widgets::TextRole::Medium, theme::Tone::Error));
  error->body()->addWidget(
      new widgets::TextLabel(u("upstream did not answer in 30 s"), widgets::TextRole::Mono));
  card->body()->addWidget(error);
  auto* facts = new widgets::KeyValueGrid;
  facts->set(u("Model calls"), u("2 · 1,624 tokens · $0.0081"));
  facts->set(u("Checkpoints"), u("5 · 41 KiB"));
  facts->setMono(u("Thread"), u("5b1e77aa-1c2d-4e5f-8a90-1b2c3d4e90c2"));
  card->body()->addWidget(facts);
  auto* actions = new QHBoxLayout;
  for (const char* name : {"Open thread", "Re-run…"})
    actions->addWidget(widgets::makeButton(u(name)));
  actions->addWidget(widgets::makeButton(u("Cancel"), theme::ButtonKind::Danger));
  actions->addStretch(1);
  card->body()->addLayout(actions);
  card->body()->addStretch(1);
  return card;
}

QWidget* log() {
  auto* card = new widgets::Card(0);
  auto* view = new widgets::LogView;
  view->model()->append(
      {{u("12:59:41.2"), u("server"), u("run started   run=0198…a41c thread=5b1e…90c2 attempt=1 waited=3ms"),
        widgets::LogLevel::Info},
       {u("12:59:41.2"), u("runner1"), u("agent: calling search(\"refund policy 2026\")"),
        widgets::LogLevel::Info},
       {u("12:59:02.0"), u("watch"), u("agent.py changed, new generation ready in 0.8 s"),
        widgets::LogLevel::Warning},
       {u("12:58:58.7"), u("watch"), u("agent.py: SyntaxError line 41; generation 6 keeps serving"),
        widgets::LogLevel::Error},
       {u("10:48:19.0"), u("postgres"), u("private cluster started in 61 ms (recovered)"),
        widgets::LogLevel::Debug}});
  card->body()->addWidget(view);
  return card;
}

}  // namespace

QWidget* tables() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  auto* tools = new QHBoxLayout;
  auto* filter = new widgets::SearchField(u("Filter runs"));
  filter->setRemark(u("~1,204,118 · 4 ms"));
  tools->addWidget(filter, 1);
  for (const char* word : {"pending", "running", "error"}) {
    auto* chip = new widgets::ToggleChip(u(word));
    chip->setStatus(u(word));
    chip->setChecked(word[0] == 'e');
    tools->addWidget(chip);
  }
  tools->addWidget(widgets::makeButton(u("Columns"), theme::ButtonKind::Plain, u("settings")));
  column->addLayout(tools);
  auto* upper = new widgets::SplitPane(Qt::Horizontal);
  auto* card = new widgets::Card(0);
  card->body()->addWidget(runs());
  upper->add(card, 1, 920);
  upper->add(inspector(), 0, 420);
  auto* lower = new widgets::SplitPane(Qt::Horizontal);
  lower->add(tail(), 1, 760);
  lower->add(log(), 0, 580);
  auto* both = new widgets::SplitPane(Qt::Vertical);
  both->add(upper, 1, 440);
  both->add(lower, 0, 270);
  column->addWidget(both, 1);
  page->resize(1368, 836);
  return page;
}

}  // namespace gallery
