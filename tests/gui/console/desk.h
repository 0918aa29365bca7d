// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/local_servers.h"
#include "app/console/page_context.h"
#include "app/console/run_actions.h"
#include "app/console/write_actions.h"
#include "backend/client/secrets/secret_store.h"

#include <memory>
#include <string>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace heddle::tests {

/// What a controller needs around it, without the window: one deployment that has Postgres or Redis, or both,
/// and an API when an address is given. The live refresh happens when the test says so.
class Desk {
 public:
  Desk(const std::string& databaseUri, const QString& environment, const QString& redisUri = {},
       const QString& apiUrl = {})
      : environment_(environment), redisUri_(redisUri), apiUrl_(apiUrl) {
    time_.setRefreshSeconds(0);
    rewrite(databaseUri);
    const auto key = list_.addFile(file());
    if (!key) qFatal("%s", key.error().message.c_str());
    slug_ = QString::fromStdString(list_.find(*key)->shown.slug);
  }

  shell::PageKey key(const QString& kind, const QString& object = {}) const { return {kind, slug_, object}; }
  QString file() const { return profile_.filePath(QStringLiteral("deployment.json")); }
  /// Another database in the deployment's file; the list hears nothing of it.
  void rewrite(const std::string& databaseUri) {
    QFile file(this->file());
    if (!file.open(QIODevice::WriteOnly)) qFatal("no file for the deployment");
    QJsonObject record{{QStringLiteral("name"), QStringLiteral("desk")},
                       {QStringLiteral("environment"), environment_}};
    if (!databaseUri.empty())
      record.insert(QStringLiteral("database_uri"), QString::fromStdString(databaseUri));
    if (!redisUri_.isEmpty()) record.insert(QStringLiteral("redis_uri"), redisUri_);
    if (!apiUrl_.isEmpty()) record.insert(QStringLiteral("api_urls"), QJsonArray{apiUrl_});
    file.write(QJsonDocument(record).toJson());
  }
  /// From the next rewrite on.
  void setRedis(const std::string& uri) { redisUri_ = QString::fromStdString(uri); }
  console::PageContext& context() { return context_; }
  QString profilePath() const { return profile_.path(); }
  console::RunActions& actions() { return actions_; }
  console::WriteActions& writes() { return writes_; }
  console::OpenDeployment& deployment() { return deployments_.at(slug_); }
  /// A page of the deployment, on the screen and at work.
  template <typename Page>
  std::unique_ptr<Page> open(const char* kind, const QString& object = {}, const QSize& size = {1000, 600}) {
    auto page = std::make_unique<Page>(key(QLatin1String(kind), object), context_, nullptr);
    page->widget()->resize(size);
    page->widget()->show();
    page->activate();
    return page;
  }
  /// The same with its inspector beside it.
  template <typename Page>
  std::unique_ptr<Page> openInspected(const char* kind, const QString& object = {}) {
    auto page = open<Page>(kind, object, {1300, 800});
    page->inspector()->resize(430, 800);
    page->inspector()->show();
    return page;
  }
  /// What the window's clock does every few seconds.
  void refresh() { Q_EMIT time_.refreshDue(); }

 private:
  QString environment_, redisUri_, apiUrl_;
  QTemporaryDir profile_;
  client::SecretStore secrets_;
  client::AuditLog log_{profile_.path()};
  client::DeploymentList list_{profile_.path(), secrets_};
  console::OpenDeployments deployments_{list_, log_};
  console::WindowTime time_;
  console::LocalServers servers_{profile_.path(), list_};
  console::WriteActions writes_;
  console::RunActions actions_{writes_};
  console::PageContext context_{deployments_, time_, actions_, servers_, list_, writes_};
  QString slug_;
};

}  // namespace heddle::tests
