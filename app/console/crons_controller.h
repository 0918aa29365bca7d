// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/list_traits.h"
#include "ui/panels/crons/cron_detail_panel.h"

namespace heddle::console {

/// The Crons page, its forecast and its inspector. As the page of one cron it is the list with that cron
/// alone.
class CronsController : public ListController<CronTraits> {
  Q_OBJECT
 public:
  CronsController(const shell::PageKey& key, PageContext& context, QObject* parent);
  ~CronsController() override;

  QString title() const override;
  QString iconName() const override { return QStringLiteral("clock"); }
  QWidget* inspector() override { return detail_; }
  QList<QAction*> commands() override { return panel().actionList(); }

 protected:
  void started() override;
  void looked() override;
  void sourceChanged() override;
  QString unreadable(const query::Capabilities& capabilities) const override;

 private:
  void wirePanels();
  void wireActions();
  void show(const QString& cronId);
  void arrived(quint64 generation, const query::CronDetail& answer);
  void failedToRead(quint64 generation, const client::SourceError& error);
  void makeForecast();
  void letGoOfForecast();

  QPointer<panels::CronDetailPanel> detail_;
  QString shown_, read_;  // the cron that is chosen, and the one the inspector holds
  std::vector<query::CronRecord> scheduled_;
  bool scheduledKnown_ = false, making_ = false, chosen_ = false;
  quint64 wantedDetail_ = 0, wantedScheduled_ = 0;
};

}  // namespace heddle::console
