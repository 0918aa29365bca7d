// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/list_traits.h"
#include "app/console/thread_inspection.h"

namespace heddle::console {

/// The Threads page and its inspector.
class ThreadsController : public ListController<ThreadTraits> {
  Q_OBJECT
 public:
  ThreadsController(const shell::PageKey& key, PageContext& context, QObject* parent);

  QString title() const override { return QStringLiteral("Threads"); }
  QString iconName() const override { return QStringLiteral("thread"); }
  QWidget* inspector() override { return inspection_.panel(); }
  QList<QAction*> commands() override { return panel().actionList(); }
  void deactivate() override {
    ListController::deactivate();
    inspection_.leave();
  }

 protected:
  void looked() override { inspection_.look(); }
  void sourceChanged() override;
  QString unreadable(const query::Capabilities& capabilities) const override;

 private:
  void wireActions();

  ThreadInspection inspection_;
};

}  // namespace heddle::console
