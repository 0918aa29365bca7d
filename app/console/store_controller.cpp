// SPDX-License-Identifier: Apache-2.0
#include "app/console/store_controller.h"

#include "app/console/absence.h"
#include "app/console/decode_pool.h"
#include "app/console/edit_comparison.h"
#include "app/console/masked_tree.h"
#include "app/console/rows.h"
#include "app/console/write_actions.h"
#include "backend/wire/masking.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"
#include "ui/panels/store/namespace_tree.h"
#include "ui/panels/store/store_item_dialog.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"

#include <QJsonArray>

namespace heddle::console {

namespace {

const QString kOfAProgram = QStringLiteral("The items belong to the program that keeps them in Redis.");

using models::qtext;

QStringList qlabels(const std::vector<std::string>& labels) {
  QStringList list;
  for (const auto& label : labels)
    list.append(qtext(label));
  return list;
}

std::vector<std::string> texts(const QStringList& labels) {
  std::vector<std::string> list;
  for (const QString& label : labels)
    list.push_back(models::utf8(label));
  return list;
}

models::StoreItemRow itemRow(const query::StoreItemRecord& record) {
  models::StoreItemRow row;
  row.labels = qlabels(record.labels);
  row.name = qtext(record.key);
  row.id = row.labels.join(QChar(0x1f)) + QChar(0x1e) + row.name;
  row.preview = qtext(wire::withoutSecrets(record.preview));
  row.bytes = record.bytes;
  row.createdUs = record.createdAt;
  row.updatedUs = record.updatedAt;
  row.expiresUs = record.expiresAt;
  row.ttlMinutes = record.ttlMinutes;
  return row;
}

models::StoreSpaceRow spaceRow(const query::StoreNamespace& space) {
  const QString more = space.atLeast ? QStringLiteral("+") : QString();
  return {qlabels(space.labels), models::countText(space.items) + more, models::bytesText(space.bytes) + more,
          space.hasChildren};
}

}  // namespace

StoreController::StoreController(const shell::PageKey& key, PageContext& context, QObject* parent)
    : Page(parent),
      ofRedis_(key.kind == QLatin1String("redis-store")),
      deployment_(context.deployments.at(key.deployment)),
      context_(context),
      filter_(query::storeSchema()),
      page_(new panels::StorePage(items_)),
      detail_(new panels::StoreItemPanel),
      tools_(*page_, items_, filter_, key, deployment_, context_, this) {
  page_->setLanguage(&filter_);
  page_->spaces().startOver();
  wirePage();
  wireActions();
  connect(&deployment_, &OpenDeployment::opened, this, &StoreController::start);
  connect(&deployment_, &OpenDeployment::closing, this, &StoreController::letGo);
  connect(&deployment_, &OpenDeployment::sourceChanged, this, [this] {
    if (!feed_ && deployment_.session() != nullptr) start();  // says more when more is known
    learn();
    const QString why = isSaved() ? QString() : deployment_.postgresTrouble();
    if (why.isEmpty() || items_.rowCount() == 0) return;
    itemsFailed_ = true;
    page_->showError(QStringLiteral("The store could not be read."), why);
  });
  connect(&deployment_, &OpenDeployment::failed, this, [this](const QString& why) {
    page_->showError(QStringLiteral("The deployment could not be opened."), why);
  });
  const auto clock = [this] { items_.setTimeFormat(context_.format(deployment_)); };
  connect(&context.time, &WindowTime::modeChanged, this, clock);
  connect(&context.time, &WindowTime::refreshDue, this, clock);
  connect(&context.time, &WindowTime::refreshDue, this, &StoreController::tryAgain);
  clock();
}

StoreController::~StoreController() {
  delete detail_.data();
  delete page_.data();  // it speaks the language of the filter, so it goes first
}

QString StoreController::title() const {
  return ofRedis_ ? QStringLiteral("Redis store") : QStringLiteral("Store");
}

shell::Sources StoreController::needs() const {
  return ofRedis_ ? shell::Source::Redis : shell::Source::Postgres;
}

void StoreController::wirePage() {
  connect(&page_->spaces(), &panels::NamespaceTree::childrenWanted, this, &StoreController::askLevel);
  connect(page_, &panels::StorePage::itemsWanted, this, &StoreController::askItems);
  connect(page_, &panels::StorePage::refused, this, &Page::noticeRequested);
  connect(page_, &panels::StorePage::reloadRequested, this, &StoreController::refresh);
  connect(page_, &panels::StorePage::currentChanged, this, &StoreController::show);
  connect(page_, &panels::StorePage::peekRequested, this, [this](const QString& id) {
    show(id);
    Q_EMIT inspectorRequested();
  });
  connect(&tools_, &StoreTools::noticed, this, &StoreController::noticeRequested);
  connect(&tools_, &StoreTools::changed, this, &StoreController::askItems);
  connect(&items_, &models::RowTableModel::moreRequested, this, &StoreController::askMore);
  connect(detail_, &panels::StoreItemPanel::retryRequested, this, [this] { show(shown_); });
}

void StoreController::wireActions() {
  const auto written = [this](panels::StoreItemDialog* dialog) {
    compareFor(dialog);
    connect(dialog, &panels::StoreItemDialog::written, this, &StoreController::put);
    dialog->open();
  };
  connect(page_, &panels::StorePage::newRequested, this, [this, written] {
    if (mayChange()) written(new panels::StoreItemDialog(page_->spaces().chosen(), context_.writes.window()));
  });
  const auto edit = [this, written](const QString& id) {
    if (!mayChange()) return;
    if (id.isEmpty() || readId_ != id) {
      Q_EMIT noticeRequested(QStringLiteral("The item is still being read; try again in a moment."));
    } else if (read_.truncated) {
      Q_EMIT noticeRequested(QStringLiteral("The item is too large to be edited here."));
    } else {
      written(new panels::StoreItemDialog(qlabels(read_.row.labels), qtext(read_.row.key), qtext(read_.value),
                                          context_.writes.window()));
    }
  };
  connect(page_, &panels::StorePage::editRequested, this, edit);
  connect(detail_, &panels::StoreItemPanel::editRequested, this, edit);
  connect(page_, &panels::StorePage::deleteRequested, this, [this](const QStringList& ids) {
    QList<models::StoreItemRow> rows;
    for (const QString& id : ids) {
      if (const models::StoreItemRow* row = items_.find(id)) rows.append(*row);
    }
    remove(rows);
  });
  // It may have left the list meanwhile.
  connect(detail_, &panels::StoreItemPanel::deleteRequested, this, [this](const QString& id) {
    if (readId_ == id) remove({itemRow(read_.row)});
  });
  connect(&context_.writes, &WriteActions::changed, this, [this](const QString& slug) {
    if (slug == deployment_.slug()) refresh();
  });
}

void StoreController::put(const QStringList& labels, const QString& name, const QByteArray& value) {
  client::ActionRequest request;
  request.verb = client::ActionVerb::putItem;
  request.targets.push_back({name, {}, labels});
  request.body = value;
  context_.writes.ask(deployment_, std::move(request));
}

void StoreController::remove(const QList<models::StoreItemRow>& rows) {
  if (isSaved()) {
    mayChange();
    return;
  }
  client::ActionRequest request;
  request.verb = client::ActionVerb::deleteItem;
  for (const models::StoreItemRow& row : rows)
    request.targets.push_back({row.name, {}, row.labels});
  context_.writes.ask(deployment_, std::move(request));
}

void StoreController::activate() {
  deployment_.open();
  if (deployment_.session() != nullptr && !feed_) start();
}

void StoreController::refresh() {
  deployment_.open();
  if (!feed_) return;
  page_->spaces().startOver();
  levels_.clear();
  wantedLevel_ = 0;
  treeFailed_ = false;
  askLevel({});
  askItems();
}

/// Nothing here looks again by itself, but what failed does.
void StoreController::tryAgain() {
  if (!page_ || !page_->isVisible() || !feed_) return;
  if (treeFailed_)
    refresh();
  else if (itemsFailed_)
    askItems();
  else if (!isSaved())
    deployment_.probePostgres();
  if (itemFailed_) show(shown_);
}

void StoreController::focusFilter() {
  page_->filterBar().edit();
}

void StoreController::start() {
  if (feed_) return;
  const client::DeploymentSession& session = *deployment_.session();
  // A Redis may be anybody's: that it has a store is known when it has answered.
  const bool saved = isSaved() && !session.redisSavers().stores.empty();
  if (!saved && (ofRedis_ || session.postgres() == nullptr)) {
    const auto absence = ofRedis_ ? noStoreInRedis(session)
                                  : noPostgres(session, query::Part::store,
                                               QStringLiteral("The store is read from Postgres."));
    page_->showMissing(absence.sentence, absence.cause);
    return;
  }
  feed_ = session.makeStore(saved ? client::Source::redis : client::Source::postgres);
  if (!saved) tools_.start(*session.postgres());
  wireFeed();
  learn();
  refresh();
}

void StoreController::wireFeed() {
  connect(feed_.get(), &client::StoreFeed::levelLoaded, this,
          [this](quint64 generation, const query::StoreLevel& level) {
            if (generation == wantedLevel_) levelArrived(level);
          });
  connect(feed_.get(), &client::StoreFeed::itemsLoaded, this,
          [this](quint64 generation, const query::StorePage& page) {
            if (generation == wantedItems_ || generation == moreItems_)
              itemsArrived(page, generation == wantedItems_);
          });
  connect(feed_.get(), &client::StoreFeed::bounded, this,
          [this](const QString& sentence) { page_->setSummary(sentence); });
  connect(feed_.get(), &client::StoreFeed::itemLoaded, this, &StoreController::itemArrived);
  connect(feed_.get(), &client::StoreFeed::failed, this, &StoreController::failed);
}

/// The items are those of a program that keeps them in Redis, not of a server's API.
bool StoreController::isSaved() const {
  const client::DeploymentSession* session = deployment_.session();
  return session != nullptr && session->redis() != nullptr && (ofRedis_ || session->postgres() == nullptr);
}

bool StoreController::mayChange() {
  if (!isSaved() && deployment_.actionsAllowed()) return true;
  Q_EMIT noticeRequested(isSaved() ? kOfAProgram : deployment_.refusal());
  return false;
}

void StoreController::learn() {
  const panels::ActionGate gate =
      isSaved() ? panels::ActionGate{false, kOfAProgram}
                : panels::ActionGate{deployment_.actionsAllowed(), deployment_.refusal()};
  page_->setGate(gate);
  if (detail_) detail_->setGate(gate);
  const auto* session = deployment_.session();
  if (!isSaved() && session != nullptr && session->capabilities() != nullptr)
    filter_.setCapabilities(*session->capabilities());
}

/// The next session may be another database under the same name.
void StoreController::letGo() {
  tools_.letGo();
  feed_.reset();
  levels_.clear();
  wantedLevel_ = wantedItems_ = moreItems_ = 0;
  items_.setMoreAvailable(false);
  items_.replaceAll({});
  page_->spaces().startOver();
  page_->showLoading();
  show({});
}

void StoreController::askLevel(const QStringList& labels) {
  levels_.append(labels);
  if (feed_ && levels_.size() == 1) wantedLevel_ = feed_->loadLevel(texts(labels));
}

void StoreController::levelArrived(const query::StoreLevel& level) {
  const QStringList labels = levels_.takeFirst();
  page_->spaces().setChildren(labels, rowsOf(level.children, spaceRow), level.more);
  if (!levels_.isEmpty()) wantedLevel_ = feed_->loadLevel(texts(levels_.first()));
}

void StoreController::askItems() {
  if (!feed_) return;
  query_ = tools_.query();
  page_->filterBar().setComplaint({});
  page_->showLoading();
  moreItems_ = 0;
  itemsFailed_ = false;
  wantedItems_ = feed_->loadItems(query_);
}

void StoreController::askMore() {
  if (feed_ && query_.after) moreItems_ = feed_->loadItems(query_);
}

void StoreController::itemsArrived(const query::StorePage& page, bool first) {
  auto rows = rowsOf(page.items, itemRow);
  if (first)
    items_.replaceAll(std::move(rows));
  else
    items_.append(std::move(rows));
  query_.after = page.next;
  items_.setMoreAvailable(page.next.has_value());
  page_->showReady(page.next.has_value());
  // What matches may begin far behind: an empty table cannot be scrolled to its end.
  if (items_.rowCount() == 0 && page.next) askMore();
}

void StoreController::show(const QString& id) {
  shown_ = id;
  readId_.clear();
  wantedItem_ = 0;
  itemFailed_ = false;
  if (!detail_) return;
  const models::StoreItemRow* row = items_.find(id);
  if (row == nullptr || !feed_) {
    detail_->showNothing();
    return;
  }
  wantedItem_ = feed_->loadItem(texts(row->labels), models::utf8(row->name));
}

void StoreController::itemArrived(quint64 generation, const query::StoreItemDetail& item) {
  if (generation != wantedItem_) return;
  read_ = item;
  readId_ = itemRow(item.row).id;
  decode(
      this, [text = item.value] { return maskedJson(text); },
      [this, generation, row = itemRow(item.row), cut = item.truncated](const models::MaskedValue& value) {
        if (generation == wantedItem_ && detail_)
          detail_->setItem(row, value, cut, context_.format(deployment_));
      });
}

void StoreController::failed(quint64 generation, const client::SourceError& error) {
  const bool forGood = error.kind == client::SourceError::Kind::invalid;
  if (generation == wantedItem_ && detail_) {
    itemFailed_ = !forGood;
    detail_->showError(QStringLiteral("The item could not be read."), error.sentence);
  }
  if (error.kind == client::SourceError::Kind::cancelled) return;
  if (generation == wantedLevel_) {
    levels_.clear();
    wantedLevel_ = 0;
    treeFailed_ = !forGood;
  }
  if (generation != wantedItems_ && generation != moreItems_) return;
  if (error.kind == client::SourceError::Kind::invalid) page_->filterBar().setComplaint(error.sentence);
  itemsFailed_ = !forGood;
  items_.setMoreAvailable(false);
  page_->showError(QStringLiteral("The store could not be read."), error.sentence);
}

QJsonObject StoreController::serializeState() const {
  return tools_.state();
}

QJsonObject StoreController::linkState() const {
  return tools_.linkState();
}

void StoreController::restoreState(const QJsonObject& state) {
  tools_.setState(state);
  if (feed_) askItems();
}

}  // namespace heddle::console
