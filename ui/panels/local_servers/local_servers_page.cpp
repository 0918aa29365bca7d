// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/local_servers/local_servers_page.h"

#include "ui/panels/layout.h"
#include "ui/panels/local_servers/server_card.h"
#include "ui/theme/icon.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/key_value_grid.h"
#include "ui/widgets/log_view.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/tab_chain.h"
#include "ui/widgets/text_label.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QMimeData>
#include <QStackedWidget>
#include <QTabWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

QString projectConfig(const QString& path) {
  const QFileInfo info(path);
  if (info.isDir()) {
    const QString inside = path + QStringLiteral("/langgraph.json");
    return QFileInfo::exists(inside) ? QFileInfo(inside).absoluteFilePath() : QString();
  }
  return info.isFile() && info.suffix() == QStringLiteral("json") ? info.absoluteFilePath() : QString();
}

LocalServersPage::LocalServersPage(models::ServersTable& servers, QWidget* parent)
    : QWidget(parent), servers_(servers) {
  setAcceptDrops(true);
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(theme::metrics::kCardGap);
  buildHead();
  auto* content = new QWidget(this);
  auto* inner = new QVBoxLayout(content);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->setSpacing(theme::metrics::kCardGap);
  cardArea_ = new QWidget(content);
  grid_ = new QGridLayout(cardArea_);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setSpacing(theme::metrics::kCardGap);
  inner->addWidget(cardArea_);
  inner->addWidget(buildDetail(), 1);
  states_ = new widgets::StatefulView(content, this);
  column->addWidget(states_, 1);
  connect(&servers_, &QAbstractItemModel::rowsInserted, this, &LocalServersPage::syncCards);
  connect(&servers_, &QAbstractItemModel::rowsRemoved, this, &LocalServersPage::syncCards);
  connect(&servers_, &QAbstractItemModel::dataChanged, this, &LocalServersPage::syncCards);
  syncCards();
}

void LocalServersPage::buildHead() {
  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(new TextLabel(QStringLiteral("Local servers"), TextRole::Title, theme::Tone::Text, this));
  head->addWidget(new TextLabel(QStringLiteral("Private Postgres and Redis, data survives a restart."),
                                TextRole::Text, theme::Tone::Muted, this));
  head->addStretch(1);
  add_ = widgets::makeButton(QStringLiteral("New server…"), theme::ButtonKind::Primary,
                             QStringLiteral("plus"), this);
  connect(add_, &QPushButton::clicked, this, &LocalServersPage::pickProject);
  head->addWidget(add_);
  static_cast<QVBoxLayout*>(layout())->addLayout(head);
}

QWidget* LocalServersPage::buildDetail() {
  auto* card = new widgets::Card(theme::metrics::kPagePadding, this);
  tabs_ = new QTabWidget(card);
  tabs_->setDocumentMode(true);
  tabs_->setAccessibleName(QStringLiteral("Server details"));
  logStack_ = new QStackedWidget(tabs_);
  health_ = new widgets::CodeView(tabs_);
  health_->setAccessibleName(QStringLiteral("Server health"));
  ports_ = new widgets::KeyValueGrid(tabs_);
  tabs_->addTab(logStack_, QStringLiteral("Logs"));
  tabs_->addTab(health_, QStringLiteral("Health"));
  tabs_->addTab(ports_, QStringLiteral("Ports and files"));
  card->body()->addWidget(tabs_);
  return card;
}

void LocalServersPage::pickProject() {
  auto* dialog = new QFileDialog(this, QStringLiteral("Choose a langgraph.json"), {},
                                 QStringLiteral("LangGraph projects (*.json)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this,
          [this](const QString& path) { Q_EMIT projectPicked(path); });
  dialog->open();
}

ServerCard* LocalServersPage::makeCard(const QString& id) {
  auto* card = new ServerCard(id, cardArea_);
  connect(card, &ServerCard::chosen, this, [this, id] { choose(id); });
  connect(card, &ServerCard::startRequested, this, [this, id] { Q_EMIT startRequested(id); });
  connect(card, &ServerCard::stopRequested, this, [this, id] { Q_EMIT stopRequested(id); });
  connect(card, &ServerCard::restartRequested, this, [this, id] { Q_EMIT restartRequested(id); });
  connect(card, &ServerCard::openRequested, this, [this, id] { Q_EMIT openRequested(id); });
  connect(card, &ServerCard::removeRequested, this, [this, id] { Q_EMIT removeRequested(id); });
  auto* log = new widgets::LogView(logStack_);
  logStack_->addWidget(log);
  logs_.insert(id, log);
  return card;
}

void LocalServersPage::syncCards() {
  for (auto it = cards_.begin(); it != cards_.end();) {
    if (servers_.rowOf(it.key()) >= 0) {
      ++it;
      continue;
    }
    it.value()->deleteLater();
    if (auto* log = logs_.take(it.key())) log->deleteLater();
    if (chosen_ == it.key()) chosen_.clear();
    it = cards_.erase(it);
  }
  for (int row = 0; row < servers_.rowCount(); ++row) {
    const models::ServerRow& server = servers_.at(row);
    if (!cards_.contains(server.id)) cards_.insert(server.id, makeCard(server.id));
    cards_.value(server.id)->setRow(server, nowUs_);
  }
  if (servers_.rowCount() == 0) {
    auto* pick = new QAction(theme::icon(QStringLiteral("folder"), theme::Tone::OnAccent),
                             QStringLiteral("Choose a langgraph.json…"), states_);
    connect(pick, &QAction::triggered, this, &LocalServersPage::pickProject);
    states_->showEmpty(QStringLiteral("box"), QStringLiteral("No local server yet"),
                       QStringLiteral("Choose a project's langgraph.json, or drop it here. The server brings "
                                      "its own Postgres and Redis."),
                       {pick});
    return;
  }
  states_->showContent();
  layOutCards();
  if (chosen_.isEmpty()) choose(servers_.at(0).id);
  showDetail();
}

void LocalServersPage::layOutCards() {
  const int columns = qMax(1, width() / theme::scaled(420));
  QWidget* last = add_;
  for (int row = 0; row < servers_.rowCount(); ++row) {
    ServerCard* card = cards_.value(servers_.at(row).id);
    grid_->addWidget(card, row / columns, row % columns);
    last = widgets::chainTabs(last, card);
  }
  for (int column = 0; column < grid_->columnCount(); ++column)
    grid_->setColumnStretch(column, column < columns ? 1 : 0);
}

void LocalServersPage::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (!cards_.isEmpty()) layOutCards();
}

void LocalServersPage::choose(const QString& serverId) {
  chosen_ = serverId;
  for (auto it = cards_.cbegin(); it != cards_.cend(); ++it)
    it.value()->setChosen(it.key() == serverId);
  showDetail();
}

void LocalServersPage::showDetail() {
  const models::ServerRow* row = servers_.find(chosen_);
  if (row == nullptr) return;
  if (auto* log = logs_.value(chosen_)) logStack_->setCurrentWidget(log);
  QStringList lines;
  lines.append(QStringLiteral("state: %1").arg(models::word(row->state)));
  if (!row->problem.isEmpty()) lines.append(QStringLiteral("problem: %1").arg(row->problem));
  if (!row->python.isEmpty()) lines.append(QStringLiteral("python: %1").arg(row->python));
  for (const models::ServerGraph& graph : row->graphs) {
    lines.append(QStringLiteral("\ngraph %1: %2")
                     .arg(graph.name, graph.error.isEmpty() ? QStringLiteral("loaded") : graph.error));
    if (!graph.traceback.isEmpty()) lines.append(graph.traceback);
  }
  health_->setCode(lines.join(u'\n'), widgets::CodeView::Language::Plain);
  ports_->setMono(QStringLiteral("API"), row->url);
  ports_->setMono(QStringLiteral("Project"), row->id);
  ports_->setMono(QStringLiteral("Data folder"), row->dataFolder);
  ports_->setMono(QStringLiteral("Deployment file"), row->deploymentFile);
  nameAfter(ports_, QStringLiteral("the chosen server"));
}

void LocalServersPage::setNow(qint64 nowUs) {
  nowUs_ = nowUs;
  for (int row = 0; row < servers_.rowCount(); ++row) {
    if (ServerCard* card = cards_.value(servers_.at(row).id)) card->setRow(servers_.at(row), nowUs_);
  }
}

void LocalServersPage::appendLog(const QString& serverId, const QVector<widgets::LogLine>& lines) {
  if (widgets::LogView* log = logs_.value(serverId)) log->append(lines);
}

void LocalServersPage::dragEnterEvent(QDragEnterEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    if (!projectConfig(url.toLocalFile()).isEmpty()) event->acceptProposedAction();
  }
}

void LocalServersPage::dropEvent(QDropEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    const QString config = projectConfig(url.toLocalFile());
    if (!config.isEmpty()) Q_EMIT projectPicked(config);
  }
}

}  // namespace heddle::panels
