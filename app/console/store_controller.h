// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/list_filter.h"
#include "app/console/page_context.h"
#include "app/console/store_tools.h"
#include "backend/client/store_feed.h"
#include "ui/panels/store/store_item_panel.h"
#include "ui/panels/store/store_page.h"
#include "ui/shell/page.h"

#include <memory>

#include <QPointer>

namespace heddle::console {

/// The Store page and its inspector: namespaces level by level, items page by page. Of Postgres, and of Redis
/// where that is all there is; what a Redis beside a Postgres keeps is the page "redis-store".
class StoreController : public shell::Page {
  Q_OBJECT
 public:
  StoreController(const shell::PageKey& key, PageContext& context, QObject* parent);
  ~StoreController() override;

  QString title() const override;
  QString iconName() const override { return QStringLiteral("layers"); }
  QWidget* widget() override { return page_; }
  QWidget* inspector() override { return detail_; }
  QList<QAction*> commands() override { return page_->actionList(); }
  QList<QAction*> menuCommands() override { return page_->menuCommands(); }
  shell::Sources needs() const override;
  void activate() override;
  void refresh() override;
  void focusFilter() override;
  QJsonObject serializeState() const override;
  QJsonObject linkState() const override;
  void restoreState(const QJsonObject& state) override;

 private:
  void wirePage();
  void wireActions();
  void put(const QStringList& labels, const QString& name, const QByteArray& value);
  void remove(const QList<models::StoreItemRow>& rows);
  void wireFeed();
  void start();
  void letGo();
  void askLevel(const QStringList& labels);
  void levelArrived(const query::StoreLevel& level);
  void askItems();
  void askMore();
  void itemsArrived(const query::StorePage& page, bool first);
  void show(const QString& id);
  void itemArrived(quint64 generation, const query::StoreItemDetail& item);
  void failed(quint64 generation, const client::SourceError& error);
  bool isSaved() const;
  bool mayChange();
  void learn();
  void tryAgain();

  bool ofRedis_;  // whatever else there is
  OpenDeployment& deployment_;
  PageContext& context_;
  ListFilter filter_;
  models::StoreTable items_;
  QPointer<panels::StorePage> page_;
  QPointer<panels::StoreItemPanel> detail_;
  StoreTools tools_;
  std::unique_ptr<client::StoreFeed> feed_;
  QList<QStringList> levels_;  // to ask for; the first one is under way
  query::StoreQuery query_;
  QString shown_;
  query::StoreItemDetail read_;  // what the inspector shows
  QString readId_;               // its row; empty while it is being read
  quint64 wantedLevel_ = 0, wantedItems_ = 0, moreItems_ = 0, wantedItem_ = 0;
  bool treeFailed_ = false, itemsFailed_ = false, itemFailed_ = false;  // to be asked for again
};

}  // namespace heddle::console
