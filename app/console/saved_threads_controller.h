// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/list_traits.h"
#include "app/console/thread_inspection.h"

namespace heddle::console {

/// The threads of a Redis checkpointer and their inspector. Nothing here changes anything.
class SavedThreadsController : public ListController<SavedThreadTraits> {
  Q_OBJECT
 public:
  SavedThreadsController(const shell::PageKey& key, PageContext& context, QObject* parent);

  QString title() const override;
  QString iconName() const override { return QStringLiteral("thread"); }
  shell::Sources needs() const override { return shell::Source::Redis; }
  QWidget* inspector() override { return inspection_.panel(); }
  void deactivate() override {
    ListController::deactivate();
    inspection_.leave();
  }

 protected:
  void started() override;
  void looked() override { inspection_.look(); }
  QString unreadable(const query::Capabilities&) const override { return {}; }

 private:
  SavedThreadInspection inspection_;
};

}  // namespace heddle::console
