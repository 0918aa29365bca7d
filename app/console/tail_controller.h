// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/page_context.h"
#include "app/console/run_stream.h"
#include "backend/client/postgres/run_feed.h"
#include "backend/client/postgres/thread_feed.h"
#include "models/tables/steps_table.h"
#include "models/tables/tail_table.h"
#include "ui/panels/tail/tail_page.h"
#include "ui/shell/page.h"

#include <memory>

#include <QPointer>

namespace heddle::console {

/// The Live tail page: of one run (its id is the key's object), or of the whole deployment. The subscription
/// exists only while the page is in front: an open console must not make a production publish every token.
class TailController : public shell::Page {
  Q_OBJECT
 public:
  TailController(const shell::PageKey& key, PageContext& context, QObject* parent);
  ~TailController() override;

  QString title() const override;
  QString iconName() const override { return QStringLiteral("tail"); }
  QWidget* widget() override { return page_; }
  shell::Sources needs() const override { return shell::Source::Redis; }
  void activate() override;
  void deactivate() override;
  void refresh() override;
  void focusFilter() override { page_->pane().focusFilter(); }

 private:
  void watch();
  void letGo();
  void watchRun();
  void runArrived(quint64 generation, const query::RunDetail& answer);

  shell::PageKey key_;
  PageContext& context_;
  OpenDeployment& deployment_;
  models::TailTable events_;
  models::StepsTable steps_;
  QPointer<panels::TailPage> page_;
  std::unique_ptr<client::RunDetailFeed> runFeed_;
  std::unique_ptr<client::ThreadDetailFeed> stepFeed_;
  std::unique_ptr<RunStream> stream_;
  QString runId_;
  quint64 wanted_ = 0, wantedSteps_ = 0;
  bool active_ = false;
};

}  // namespace heddle::console
