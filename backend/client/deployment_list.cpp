// SPDX-License-Identifier: Apache-2.0
#include "backend/client/deployment_list.h"

#include "backend/deployment/deployment_json.h"

#include <algorithm>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QSaveFile>
#include <QTimer>
#include <QUuid>

namespace heddle::client {
namespace {

QString text(const std::string& value) {
  return QString::fromStdString(value);
}

QJsonObject jsonOf(const DeploymentEntry& entry) {
  const auto& shown = entry.shown;
  QJsonArray urls;
  for (const auto& url : shown.apiUrls)
    urls.append(text(url));
  QJsonObject json{{QStringLiteral("key"), entry.key},
                   {QStringLiteral("name"), text(shown.name)},
                   {QStringLiteral("slug"), text(shown.slug)},
                   {QStringLiteral("environment"), text(std::string(deployment::word(shown.environment)))},
                   {QStringLiteral("api_urls"), urls},
                   {QStringLiteral("database"), text(shown.database)},
                   {QStringLiteral("redis"), text(shown.redis)}};
  if (shown.redisKeyPrefix) json.insert(QStringLiteral("redis_key_prefix"), text(*shown.redisKeyPrefix));
  if (!entry.filePath.isEmpty()) json.insert(QStringLiteral("file"), entry.filePath);
  if (shown.safetyLevel)
    json.insert(QStringLiteral("safety_level"), text(std::string(deployment::word(*shown.safetyLevel))));
  return json;
}

DeploymentEntry entryOf(const QJsonObject& json) {
  const auto at = [&](const char* key) { return json.value(QLatin1String(key)).toString(); };
  DeploymentEntry entry;
  entry.key = at("key");
  entry.filePath = at("file");
  entry.shown.name = at("name").toStdString();
  entry.shown.slug = at("slug").toStdString();
  // An unreadable word counts as the most careful one: a damaged file never unlocks anything.
  entry.shown.environment = deployment::parseEnvironment(at("environment").toStdString())
                                .value_or(deployment::Environment::production);
  if (json.contains(QLatin1String("safety_level")))
    entry.shown.safetyLevel = deployment::parseSafetyLevel(at("safety_level").toStdString())
                                  .value_or(deployment::SafetyLevel::readOnly);
  entry.shown.database = at("database").toStdString();
  entry.shown.redis = at("redis").toStdString();
  for (const auto& url : json.value(QLatin1String("api_urls")).toArray())
    entry.shown.apiUrls.push_back(url.toString().toStdString());
  if (json.contains(QLatin1String("redis_key_prefix")))
    entry.shown.redisKeyPrefix = at("redis_key_prefix").toStdString();
  return entry;
}

}  // namespace

DeploymentList::DeploymentList(QString profileDir, SecretStore& secrets, QObject* parent)
    : QObject(parent),
      path_(QDir(profileDir).filePath(QStringLiteral("deployments.json"))),
      secrets_(secrets) {
  load();
}

void DeploymentList::load() {
  QFile file(path_);
  if (!file.exists()) return;
  if (!file.open(QIODevice::ReadOnly)) {
    trouble_ = QStringLiteral("Cannot read %1: %2.").arg(path_, file.errorString());
    return;
  }
  const auto document = QJsonDocument::fromJson(file.readAll());
  if (!document.isObject()) {
    trouble_ = QStringLiteral("%1 is damaged; it is kept as %1.damaged and a new list begins.").arg(path_);
    QFile::remove(path_ + QStringLiteral(".damaged"));
    QFile::copy(path_, path_ + QStringLiteral(".damaged"));
    return;
  }
  for (const auto& value : document.object().value(QLatin1String("deployments")).toArray()) {
    auto entry = entryOf(value.toObject());
    if (!entry.key.isEmpty()) entries_.push_back(std::move(entry));
  }
}

void DeploymentList::save() {
  QJsonArray list;
  for (const auto& entry : entries_)
    list.append(jsonOf(entry));
  QDir().mkpath(QFileInfo(path_).path());
  QSaveFile file(path_);
  const auto bytes = QJsonDocument(QJsonObject{{QStringLiteral("deployments"), list}}).toJson();
  const bool written = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
  trouble_ = written ? QString() : QStringLiteral("Cannot write %1: %2.").arg(path_, file.errorString());
  if (!written) Q_EMIT troubled(trouble_);
  Q_EMIT changed();
}

const DeploymentEntry* DeploymentList::find(const QString& wanted) const {
  for (const auto& entry : entries_) {
    if (entry.key == wanted) return &entry;
  }
  for (const auto& entry : entries_) {
    if (text(entry.shown.slug) == wanted || text(entry.shown.name) == wanted) return &entry;
  }
  return nullptr;
}

const DeploymentEntry* DeploymentList::bySlug(const QString& slug) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& entry) { return text(entry.shown.slug) == slug; });
  return found == entries_.end() ? nullptr : &*found;
}

QString DeploymentList::uniqueSlug(const QString& wanted, const QString& exceptKey) const {
  const auto taken = [&](const QString& slug) {
    return std::any_of(entries_.begin(), entries_.end(), [&](const auto& entry) {
      return entry.key != exceptKey && text(entry.shown.slug) == slug;
    });
  };
  QString slug = wanted;
  for (int n = 2; taken(slug); ++n)
    slug = wanted + QLatin1Char('-') + QString::number(n);
  return slug;
}

void DeploymentList::put(DeploymentEntry entry) {
  entry.shown.slug = uniqueSlug(text(deployment::slugOf(entry.shown.name)), entry.key).toStdString();
  entry.revision = ++lastRevision_;
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& known) { return known.key == entry.key; });
  if (found == entries_.end())
    entries_.push_back(std::move(entry));
  else
    *found = std::move(entry);
  save();
}

QString DeploymentList::add(const deployment::Deployment& deployment) {
  const auto key = QUuid::createUuid().toString(QUuid::WithoutBraces);
  replace(key, deployment);
  return key;
}

void DeploymentList::replace(const QString& key, const deployment::Deployment& deployment) {
  secrets_.store(key, QByteArray::fromStdString(deployment::deploymentJson(deployment)), this,
                 [](SecretStore::Kept) {});
  put({key, deployment::redacted(deployment), {}});
}

core::Result<QString> DeploymentList::addFile(const QString& path) {
  const auto whole = QFileInfo(path).absoluteFilePath();
  const auto read = deployment::readDeploymentFile(whole.toStdString());
  if (!read) return read.error();
  const auto known = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const auto& entry) { return entry.filePath == whole; });
  const auto key = known == entries_.end() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : known->key;
  put({key, deployment::redacted(*read), whole});
  return key;
}

void DeploymentList::remove(const QString& key) {
  secrets_.remove(key);
  std::erase_if(entries_, [&](const auto& entry) { return entry.key == key; });
  save();
}

void DeploymentList::resolve(const QString& key, QObject* context,
                             std::function<void(core::Result<deployment::Deployment>)> done) {
  using Answer = core::Result<deployment::Deployment>;
  const auto later = [context, done](Answer answer) {
    QTimer::singleShot(0, context, [done, answer] { done(answer); });
  };
  const auto* entry = find(key);
  if (entry == nullptr) {
    later(core::Error{core::ErrorCode::notFound, "There is no such deployment in the list."});
    return;
  }
  const auto slug = entry->shown.slug;
  if (!entry->filePath.isEmpty()) {
    auto read = deployment::readDeploymentFile(entry->filePath.toStdString());
    if (read) read->slug = slug;
    later(std::move(read));
    return;
  }
  secrets_.read(entry->key, context, [done, slug](const std::optional<QByteArray>& secret) {
    if (!secret) {
      done(core::Error{
          core::ErrorCode::notFound,
          "The password of this deployment is not known (any more); edit it and enter it again."});
      return;
    }
    auto parsed = deployment::parseDeploymentJson(secret->toStdString());
    if (parsed) parsed->slug = slug;
    done(std::move(parsed));
  });
}

}  // namespace heddle::client
