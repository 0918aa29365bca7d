// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/run_inspection.h"
#include "app/console/thread_inspection.h"
#include "ui/shell/page.h"

namespace heddle::console {

/// Tab and checkpoint of a run or a thread, as session and links keep them: ids, never values.
QJsonObject placeState(const panels::ThreadPlace& place);
panels::ThreadPlace placeOf(const QJsonObject& state);

/// One object as a page of its own: its inspection in full, which looks again while the page is in front.
template <typename Inspection>
class DetailPage : public shell::Page {
 public:
  DetailPage(const shell::PageKey& key, PageContext& context, QObject* parent)
      : Page(parent),
        key_(key),
        deployment_(context.deployments.at(key.deployment)),
        inspection_(deployment_, context, panels::Layout::full, this) {
    connect(&inspection_, &Inspection::detailChanged, this, &Page::titleChanged);
    connect(&inspection_, &Inspection::openRequested, this,
            [this](const QString& kind, const QString& id, bool newTab) {
              Q_EMIT openRequested({kind, key_.deployment, id},
                                   newTab ? shell::OpenMode::NewTab : shell::OpenMode::InPlace);
            });
    connect(&context.time, &WindowTime::refreshDue, this, [this] {
      if (active_) inspection_.look();
    });
  }

  QWidget* widget() override { return inspection_.panel(); }
  QList<QAction*> commands() override { return inspection_.panel()->actionList(); }
  void activate() override {
    active_ = true;
    deployment_.open();
    inspection_.show(key_.object);
  }
  void deactivate() override {
    active_ = false;
    if constexpr (requires(Inspection& one) { one.leave(); }) inspection_.leave();
  }
  void refresh() override { inspection_.look(); }
  QJsonObject serializeState() const override { return placeState(inspection_.panel()->place()); }
  QJsonObject linkState() const override { return serializeState(); }
  void restoreState(const QJsonObject& state) override { inspection_.panel()->setPlace(placeOf(state)); }

 protected:
  const shell::PageKey& key() const { return key_; }
  OpenDeployment& deployment() { return deployment_; }
  Inspection& inspection() { return inspection_; }
  bool active() const { return active_; }

 private:
  shell::PageKey key_;
  OpenDeployment& deployment_;
  Inspection inspection_;
  bool active_ = false;
};

class RunPage : public DetailPage<RunInspection> {
  Q_OBJECT
 public:
  RunPage(const shell::PageKey& key, PageContext& context, QObject* parent);

  QString title() const override;
  QString iconName() const override { return QStringLiteral("run"); }
  shell::Sources needs() const override { return shell::Source::Postgres | shell::Source::Redis; }
};

class ThreadPage : public DetailPage<ThreadInspection> {
  Q_OBJECT
 public:
  ThreadPage(const shell::PageKey& key, PageContext& context, QObject* parent);

  QString title() const override;
  QString iconName() const override { return QStringLiteral("thread"); }
  shell::Sources needs() const override { return shell::Source::Postgres; }
};

/// A thread that a checkpointer keeps in Redis.
class SavedThreadPage : public DetailPage<SavedThreadInspection> {
  Q_OBJECT
 public:
  SavedThreadPage(const shell::PageKey& key, PageContext& context, QObject* parent)
      : DetailPage(key, context, parent) {}

  QString title() const override;
  QString iconName() const override { return QStringLiteral("thread"); }
  shell::Sources needs() const override { return shell::Source::Redis; }
};

}  // namespace heddle::console
