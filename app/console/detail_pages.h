// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/run_inspection.h"
#include "app/console/thread_inspection.h"
#include "ui/shell/page.h"

namespace heddle::console {

/// One run as a page of its own.
class RunPage : public shell::Page {
  Q_OBJECT
 public:
  RunPage(const shell::PageKey& key, PageContext& context, QObject* parent);

  QString title() const override;
  QString iconName() const override { return QStringLiteral("run"); }
  QWidget* widget() override { return inspection_.panel(); }
  QList<QAction*> commands() override { return inspection_.panel()->actionList(); }
  shell::Sources needs() const override { return shell::Source::Postgres | shell::Source::Redis; }
  void activate() override;
  void deactivate() override { active_ = false; }
  void refresh() override { inspection_.look(); }

 private:
  shell::PageKey key_;
  PageContext& context_;
  OpenDeployment& deployment_;
  RunInspection inspection_;
  bool active_ = false;
};

/// One thread as a page of its own.
class ThreadPage : public shell::Page {
  Q_OBJECT
 public:
  ThreadPage(const shell::PageKey& key, PageContext& context, QObject* parent);

  QString title() const override;
  QString iconName() const override { return QStringLiteral("thread"); }
  QWidget* widget() override { return inspection_.panel(); }
  QList<QAction*> commands() override { return inspection_.panel()->actionList(); }
  shell::Sources needs() const override { return shell::Source::Postgres; }
  void activate() override;
  void deactivate() override { active_ = false; }
  void refresh() override { inspection_.look(); }

 private:
  shell::PageKey key_;
  PageContext& context_;
  OpenDeployment& deployment_;
  ThreadInspection inspection_;
  bool active_ = false;
};

}  // namespace heddle::console
