// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/target_backup.h"

#include "backend/wire/masking.h"

#include <QDateTime>
#include <QDir>
#include <QUrl>

namespace heddle::client {
namespace {

using wire::Value;

constexpr std::size_t kMostRows = 1000;
const QByteArray kLimit = "{\"limit\":" + QByteArray::number(qulonglong(kMostRows)) + "}";

QString encoded(const QString& text) {
  return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

std::vector<BackupRead> readsOf(ActionVerb verb, const ActionTarget& target) {
  switch (verb) {
    case ActionVerb::rollBackRun:
    case ActionVerb::deleteRun:
      return {{"run", "GET", QStringLiteral("/threads/%1/runs/%2").arg(target.threadId, target.id), {}}};
    case ActionVerb::deleteThread: {
      const QString thread = QStringLiteral("/threads/") + target.id;
      return {{"thread", "GET", thread, {}},
              {"runs", "GET", thread + QStringLiteral("/runs?limit=%1").arg(kMostRows), {}},
              {"history", "POST", thread + QStringLiteral("/history"), kLimit}};
    }
    case ActionVerb::deleteCron:
      // Servers before 0.10 cannot be asked for one cron.
      return {{"cron", "POST", QStringLiteral("/runs/crons/search"), kLimit}};
    case ActionVerb::deleteItem:
      return {{"item",
               "GET",
               QStringLiteral("/store/items?namespace=%1&key=%2&refresh_ttl=false")
                   .arg(encoded(target.nameSpace.join(QLatin1Char('.'))), encoded(target.id)),
               {}}};
    default:
      return {};
  }
}

/// The one that is meant, where the API can only tell all.
Value pickedOf(const Value& answer, const BackupRead& read, const ActionTarget& target) {
  if (read.part != "cron" || !answer.isArray()) return answer;
  for (const auto& cron : answer.items()) {
    if (cron.stringAt("cron_id") == target.id.toStdString()) return cron;
  }
  return {};
}

}  // namespace

bool canKeepCopy(ActionVerb verb) {
  return !readsOf(verb, {}).empty();
}

TargetBackup::TargetBackup(ApiSession& api, const ActionPlan& plan, QString folder, QObject* parent)
    : QObject(parent),
      api_(api),
      verb_(plan.request.verb),
      targets_(plan.request.targets),
      folder_(std::move(folder)) {}

void TargetBackup::start() {
  const QDir folder(folder_);
  if (!folder.exists() && QDir().mkpath(folder_))
    QFile::setPermissions(folder_, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
  const QString name =
      QStringLiteral("%1-%2").arg(QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss")),
                                  word(verb_).replace(QLatin1Char(' '), QLatin1Char('-')));
  // Made for its owner alone, and gone with this object unless it was kept.
  file_.setFileTemplate(folder.filePath(name + QStringLiteral("-XXXXXX.jsonl")));
  if (!file_.open()) {
    Q_EMIT failed(QStringLiteral("No copy could be kept in %1: %2.").arg(folder_, file_.errorString()));
    return;
  }
  keep(0);
}

void TargetBackup::keep(std::size_t index) {
  if (index < targets_.size())
    read(index, 0, {});
  else
    end();
}

void TargetBackup::read(std::size_t index, std::size_t part, Value::Object parts) {
  const auto reads = readsOf(verb_, targets_[index]);
  if (part >= reads.size()) {
    write(index, std::move(parts));
    return;
  }
  const BackupRead& asked = reads[part];
  api_.request(asked.method, asked.path, asked.body, this,
               [this, index, part, asked, parts](const Value& answer, const SourceError* error) mutable {
                 if (error != nullptr && error->kind == SourceError::Kind::notFound) {
                   keep(index + 1);  // gone already
                   return;
                 }
                 if (error != nullptr) {
                   Q_EMIT failed(QStringLiteral("No copy of %1 could be kept, so nothing is sent: %2")
                                     .arg(targets_[index].text(), error->sentence));
                   return;
                 }
                 const bool cut = asked.part != "cron" && answer.isArray() && answer.size() >= kMostRows;
                 parts.emplace_back(asked.part, pickedOf(answer, asked, targets_[index]));
                 if (cut) parts.emplace_back(asked.part + "_cut", Value::ofBool(true));
                 read(index, part + 1, std::move(parts));
               });
}

void TargetBackup::write(std::size_t index, Value::Object parts) {
  Value::Object members{{"target", Value::ofString(targets_[index].text().toStdString())}};
  for (auto& part : parts)
    members.push_back(std::move(part));
  auto line = Value::ofObject(std::move(members));
  wire::maskSecrets(line);
  const QByteArray text = QByteArray::fromStdString(wire::writeJson(line)) + '\n';
  if (file_.write(text) != text.size()) {
    Q_EMIT failed(
        QStringLiteral("The copy could not be written, so nothing is sent: %1.").arg(file_.errorString()));
    return;
  }
  Q_EMIT progressed(static_cast<int>(index) + 1);
  keep(index + 1);
}

void TargetBackup::end() {
  if (!file_.flush()) {
    Q_EMIT failed(
        QStringLiteral("The copy could not be written, so nothing is sent: %1.").arg(file_.errorString()));
    return;
  }
  file_.setAutoRemove(false);
  const QString path = file_.fileName();
  file_.close();
  Q_EMIT finished(path);
}

}  // namespace heddle::client
