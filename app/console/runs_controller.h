// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/list_traits.h"
#include "app/console/run_inspection.h"
#include "backend/client/actions/action.h"

namespace heddle::console {

/// The Runs page and its inspector.
class RunsController : public ListController<RunTraits> {
  Q_OBJECT
 public:
  RunsController(const shell::PageKey& key, PageContext& context, QObject* parent);

  QString title() const override { return QStringLiteral("Runs"); }
  QString iconName() const override { return QStringLiteral("run"); }
  QWidget* inspector() override { return inspection_.panel(); }
  QList<QAction*> commands() override { return panel().actionList(); }

 protected:
  void started() override;
  void looked() override;
  void sourceChanged() override;
  QString unreadable(const query::Capabilities& capabilities) const override;

 private:
  void wireActions();
  void changeRuns(client::ActionVerb verb, const QStringList& ids);
  void summarised(quint64 generation, const query::PendingSummary& summary);

  RunInspection inspection_;
  quint64 summary_ = 0;
};

}  // namespace heddle::console
