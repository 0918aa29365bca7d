// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/absence.h"
#include "app/console/list_tools.h"
#include "app/console/open_deployment.h"
#include "app/console/page_context.h"
#include "app/console/rows.h"
#include "ui/panels/list/list_panel.h"
#include "ui/shell/page.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

#include <QJsonObject>
#include <QPointer>
#include <QSet>

namespace heddle::console {

std::vector<std::string> idTexts(const QStringList& ids);
/// Why a list cannot be read from this database, and where its rows can be seen all the same; or empty.
QString noList(const query::Capabilities& capabilities, query::Part part);

/// A page that lists rows straight from their database, by the refresh rule: the timer counts rows beyond the
/// top key and re-reads the visible ids; only a reload moves rows. Every answer carries the generation it
/// belongs to; others are dropped. `Traits` names the feed, query, record, row and table, and turns one into
/// the other.
template <typename Traits>
class ListController : public shell::Page {
 public:
  using Feed = typename Traits::Feed;
  using Query = typename Traits::Query;
  using Record = typename Traits::Record;
  using Row = typename Traits::Row;
  using Table = typename Traits::Table;
  using Panel = typename Traits::Panel;

  ListController(const shell::PageKey& key, PageContext& context, QObject* parent)
      : Page(parent), key_(key), context_(context), deployment_(context.deployments.at(key.deployment)) {
    panel_ = new Panel(table_);
    tools_ = new ListTools(Traits::schema(), *panel_, key, deployment_, context_, this);
    wirePanel();
    wireClock();
    connect(&deployment_, &OpenDeployment::opened, this, [this] { start(); });
    connect(&deployment_, &OpenDeployment::closing, this, [this] { letGo(); });
    connect(&deployment_, &OpenDeployment::failed, this, [this](const QString& why) {
      panel_->showError(QStringLiteral("The deployment could not be opened."), why);
    });
    connect(&deployment_, &OpenDeployment::sourceChanged, this, [this] {
      sayAbsence();
      if constexpr (!kLive && kPostgres) noteTrouble();
      sourceChanged();
    });
    panel_->showLoading();
  }

  // The panel speaks the language of its tools, so it goes first.
  ~ListController() override { delete panel_.data(); }

  QWidget* widget() override { return panel_; }
  QList<QAction*> menuCommands() override { return panel_->menuCommands(); }
  shell::Sources needs() const override { return shell::Source::Postgres; }
  void focusFilter() override { panel_->focusFilter(); }
  std::optional<shell::PageKey> marked() const override {
    const QString id = panel_->currentKey();
    if (id.isEmpty()) return std::nullopt;
    return shell::PageKey{QLatin1String(Traits::schema().one.data()), key_.deployment, id};
  }
  void refresh() override { reload(); }

  void activate() override {
    active_ = true;
    deployment_.open();
    if (deployment_.session() != nullptr && !feed_) {
      start();
    } else {
      look();
    }
  }
  void deactivate() override { active_ = false; }

  QJsonObject serializeState() const override { return tools_->state(); }
  QJsonObject linkState() const override { return tools_->linkState(); }
  void restoreState(const QJsonObject& state) override {
    tools_->setState(state);
    if (feed_) reload();
  }

 protected:
  Panel& panel() { return *panel_; }
  Table& table() { return table_; }
  Feed* feed() { return feed_.get(); }
  OpenDeployment& deployment() { return deployment_; }
  PageContext& context() { return context_; }
  const shell::PageKey& key() const { return key_; }
  bool active() const { return active_; }

  /// What a page adds to opening, to a reload and to a live look.
  virtual void started() {}
  virtual void looked() {}
  virtual void sourceChanged() {}
  /// Whether the list can be read from this database at all; otherwise a sentence.
  virtual QString unreadable(const query::Capabilities& capabilities) const = 0;

  void open(const QString& kind, const QString& object, bool newTab) {
    const shell::PageKey target{kind, key_.deployment, object};
    Q_EMIT openRequested(target, newTab ? shell::OpenMode::NewTab : shell::OpenMode::InPlace);
  }

  void reload() {
    if (!feed_) return;
    query_ = tools_->query();
    panel_->showLoading();
    tools_->loading();
    more_ = count_ = reread_ = 0;
    loading_ = true;
    looking_ = false;
    stopGathering();
    giveUpAsked();
    wanted_ = feed_->load(query_);
  }

  /// The live refresh. A list without a row has nothing to keep still, so it simply loads again. While a load
  /// is under way it waits: a tick must not start over what takes longer than a tick.
  void look() {
    if (!feed_ || loading_) return;
    table_.setTimeFormat(context_.format(deployment_));
    // Nothing found after a long walk is not walked again at every tick; a reload does that.
    if (table_.rowCount() == 0 && walked_ > kOftenWalked) return;
    if (table_.rowCount() == 0 || !top_) {
      query_ = tools_->query();
      loading_ = true;
      wanted_ = feed_->load(query_);
      return;
    }
    if constexpr (kLive) {
      // A slow answer must arrive: asking again would replace it, tick after tick.
      if (looking_) return;
      looking_ = true;
      asked_ = panel_->visibleKeys();
      if (countable_) count_ = feed_->countBeyond(query_, *top_);
      reread_ = feed_->reread(idTexts(asked_), query_);
    } else if (troubled_) {
      loading_ = true;
      wanted_ = feed_->load(query_);
    } else {
      deployment_.probePostgres();
    }
    looked();
  }

 private:
  /// What is under way is of another filter, or older: the rows that are wanted now would wait behind it.
  void giveUpAsked() {
    if constexpr (requires(Feed& feed) { feed.cancel(); }) {
      if (feed_) feed_->cancel();
    }
  }

  /// For a list that does not look again: what it shows is as old as the source is away.
  void noteTrouble() {
    const QString why = deployment_.postgresTrouble();
    if (why.isEmpty() || table_.rowCount() == 0) return;
    troubled_ = true;
    panel_->showError(QStringLiteral("The list could not be read."), why);
  }

  void wirePanel() {
    connect(panel_, &panels::ListPanel::filterChanged, this, [this] { reload(); });
    connect(tools_, &ListTools::changed, this, [this] { reload(); });
    connect(tools_, &ListTools::noticed, this, &Page::noticeRequested);
    connect(panel_, &panels::ListPanel::refused, this, &Page::noticeRequested);
    connect(tools_, &ListTools::allMatchingCounted, this, [this](qint64 rows) { gather(rows); });
    connect(panel_, &panels::ListPanel::orderChanged, this, [this] { reload(); });
    connect(panel_, &panels::ListPanel::reloadRequested, this, [this] {
      deployment_.open();
      reload();
    });
    connect(panel_, &panels::ListPanel::cancelLoadingRequested, this, &ListController::cancel);
    connect(&table_, &models::RowTableModel::moreRequested, this, [this] { loadMore(); });
  }

  void cancel() {
    giveUpAsked();
    loading_ = looking_ = false;
    stopGathering();
    table_.setMoreAvailable(false);  // the view would ask on at once
    panel_->showReady();
    tools_->failed({client::SourceError::Kind::cancelled, {}, false});
  }

  void wireClock() {
    table_.setTimeFormat(context_.format(deployment_));
    connect(&context_.time, &WindowTime::modeChanged, this,
            [this] { table_.setTimeFormat(context_.format(deployment_)); });
    connect(&context_.time, &WindowTime::refreshDue, this, [this] {
      if (active_ && panel_->isVisible()) look();
    });
  }

  /// The rows go with the session: the next one may be another database under the same name.
  void letGo() {
    tools_->letGo();
    feed_.reset();
    top_.reset();
    next_.reset();
    asked_.clear();
    wanted_ = more_ = count_ = reread_ = 0;
    loading_ = looking_ = troubled_ = false;
    stopGathering();
    table_.setMoreAvailable(false);
    table_.replaceAll({});
    panel_->setNewCount(0, false);
    panel_->showLoading();
  }

  void start() {
    auto* source = Traits::source(*deployment_.session());
    if (source == nullptr) {
      sayAbsence();
      return;
    }
    feed_ = std::make_unique<Feed>(*source);
    connect(feed_.get(), &Feed::loaded, this,
            [this](quint64 generation, const query::Page<Record>& page) { loaded(generation, page); });
    connect(feed_.get(), &Feed::failed, this,
            [this](quint64 generation, const client::SourceError& error) { failed(generation, error); });
    if constexpr (kLive) {
      connect(feed_.get(), &Feed::rereadDone, this,
              [this](quint64 generation, const std::vector<Record>& rows) { reread(generation, rows); });
      connect(feed_.get(), &Feed::counted, this,
              [this](quint64 generation, const query::NewerCount& count) { counted(generation, count); });
    }
    tools_->start(*source);
    started();
    reload();
  }

  /// Said again when more is known of the deployment.
  void sayAbsence() {
    if (feed_ || !panel_ || deployment_.session() == nullptr) return;
    const auto absence = kPostgres ? noPostgres(*deployment_.session(), Traits::kPart,
                                                QStringLiteral("This list is read from Postgres."))
                                   : noRedis(QStringLiteral("This list is read from Redis."));
    panel_->showMissing(absence.sentence, absence.cause);
  }

  void loadMore() {
    if (!feed_ || !next_) return;
    Query query = query_;
    query.after = next_;
    if (matching_) query.limit = kGatheredPage;
    more_ = feed_->load(query);
  }

  /// Everything that matches is to be selected. What an action shall reach must be on the screen, so the rest
  /// of the list is loaded first; beyond a bound only exports, which need no rows, take it all.
  void gather(qint64 rows) {
    matching_ = rows;
    if (next_ && rows <= kMostGathered) {
      panel_->setSummary(QStringLiteral("Loading what matches…"));
      loadMore();
    } else {
      gathered();
    }
  }

  void gathered() {
    const qint64 rows = table_.rowCount();
    // Rows may have gone since they were counted; a sort that covers a part has no next page either.
    const bool marked = !next_ && !sortedPart_;
    const qint64 counted = *matching_;
    stopGathering();
    if (marked) panel_->markAll();
    panel_->setAllMatching(marked ? rows : counted, marked);
  }

  void stopGathering() {
    if (matching_) panel_->setSummary({});
    matching_.reset();
  }

  void loaded(quint64 generation, const query::Page<Record>& page) {
    const bool first = generation == wanted_;
    if (!first && generation != more_) return;
    auto rows = rowsOf(page.rows, Traits::row);
    table_.setTimeFormat(context_.format(deployment_));
    next_ = page.next;
    sortedPart_ = page.sortedPart;
    walked_ = (first ? 0 : walked_) + page.scanned;
    if (first) {
      troubled_ = false;
      countable_ = page.top.has_value() || page.rows.empty();
      top_ = page.top || page.rows.empty() ? page.top : std::optional(page.rows.front().key());
      table_.replaceAll(std::move(rows));
      panel_->setNewCount(0, false);
    } else {
      // The first window may have been empty: the top row then comes with a later one.
      if (!top_) top_ = page.top;
      table_.append(std::move(rows));
    }
    table_.setMoreAvailable(next_.has_value());
    // A rare status is looked for in bounded windows: a short page with a `next` is not the end.
    const bool gathering = matching_ && next_ && table_.rowCount() < kMostGathered;
    loading_ = gathering || (next_ && table_.rowCount() < kEnoughRows && active_);
    if (loading_) loadMore();
    tools_->loaded(page.scanned, page.sortedPart, loading_);
    if (!next_ || table_.rowCount() > 0) panel_->showReady();
    if (matching_ && !loading_) gathered();
    if (first) looked();
  }

  void failed(quint64 generation, const client::SourceError& error) {
    if (generation == wanted_ || generation == more_) {
      loading_ = false;
      stopGathering();
    }
    if (generation == reread_) looking_ = false;
    if (generation == wanted_) troubled_ = true;
    if (generation == wanted_ || generation == more_) tools_->failed(error);
    if (error.kind == client::SourceError::Kind::cancelled) {
      if (generation == wanted_) panel_->showReady();
      return;
    }
    if (generation == wanted_ || generation == more_ || generation == reread_ || error.stale) {
      const query::Capabilities* known =
          kPostgres && deployment_.session() ? deployment_.session()->capabilities() : nullptr;
      const QString cannot = known != nullptr ? unreadable(*known) : QString();
      const QString about = cannot.isEmpty() ? QString() : QString::fromStdString(known->sentence);
      if (!cannot.isEmpty())
        panel_->showMissingYet(cannot, cannot.startsWith(about) ? QString() : about);
      else if (error.kind == client::SourceError::Kind::unsupported)
        panel_->showMissingYet(QStringLiteral("Nothing to list here"), error.sentence);
      else
        panel_->showError(QStringLiteral("The list could not be read."), error.sentence);
      table_.setMoreAvailable(false);
    }
  }

  void reread(quint64 generation, const std::vector<Record>& records) {
    if (generation != reread_) return;
    looking_ = false;
    panel_->showReady();
    table_.setMoreAvailable(next_.has_value());  // a failure has taken it away
    QSet<QString> gone;
    for (const Record& record : records) {
      if (!record.matches) gone.insert(Traits::row(record).key());
    }
    table_.refresh(asked_, rowsOf(records, Traits::row),
                   [&gone](const Row& row) { return !gone.contains(row.key()); });
  }

  void counted(quint64 generation, const query::NewerCount& count) {
    if (generation == count_) panel_->setNewCount(count.count, count.atLeast);
  }

  static constexpr int kEnoughRows = 40;
  static constexpr int kMostGathered = 10'000, kGatheredPage = 1000;
  static constexpr qint64 kOftenWalked = 20'000;
  /// Filters, figures and exports are made of SQL.
  static constexpr bool kPostgres =
      std::is_same_v<decltype(Traits::source(std::declval<client::DeploymentSession&>())),
                     client::PgSession*>;
  /// A feed that can count and re-read gets the live refresh.
  static constexpr bool kLive = requires(Feed& feed) { feed.reread(std::vector<std::string>{}); };

  shell::PageKey key_;
  PageContext& context_;
  OpenDeployment& deployment_;
  Table table_;
  QPointer<Panel> panel_;  // its tab may delete it first
  ListTools* tools_ = nullptr;
  std::unique_ptr<Feed> feed_;
  Query query_;
  QStringList asked_;
  std::optional<query::Key> top_, next_;
  bool sortedPart_ = false;         // the sort covers only the newest rows
  std::optional<qint64> matching_;  // so many rows are being loaded, to be selected
  quint64 wanted_ = 0, more_ = 0, count_ = 0, reread_ = 0;
  qint64 walked_ = 0;  // rows looked at for what is shown
  bool active_ = false;
  bool countable_ = true;  // what is newer stands above the top row; not so when sorted by a value
  bool looking_ = false;   // a live look is under way
  bool troubled_ = false;  // what is shown could not be read again
  bool loading_ = false;   // a first page, or what fills it up, is under way
};

}  // namespace heddle::console
