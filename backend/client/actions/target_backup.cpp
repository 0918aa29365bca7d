// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/target_backup.h"

#include "backend/client/actions/cron_search.h"
#include "backend/wire/masking.h"

#include <iterator>
#include <utility>

#include <QDateTime>
#include <QDir>
#include <QTemporaryFile>
#include <QUrl>

namespace heddle::client {
namespace {

using wire::Value;
using Pages = BackupRead::Pages;

constexpr std::size_t kBackupPage = 1000;  // the most that the API gives at once
constexpr std::size_t kMostBackedUp = 10 * kBackupPage;
constexpr int kMostNamed = 5;

QString encoded(const QString& text) {
  return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

std::vector<BackupRead> readsOf(ActionVerb verb, const ActionTarget& target) {
  switch (verb) {
    case ActionVerb::rollBackRun:
    case ActionVerb::deleteRun: {
      const QString thread = QStringLiteral("/threads/") + target.threadId;
      return {
          {"run", "GET", thread + QStringLiteral("/runs/") + target.id},
          {"history", "POST", thread + QStringLiteral("/history"), Pages::byCheckpoint, target.id},
      };
    }
    case ActionVerb::deleteThread: {
      const QString thread = QStringLiteral("/threads/") + target.id;
      return {{"thread", "GET", thread},
              {"runs", "GET", thread + QStringLiteral("/runs"), Pages::byOffset},
              {"history", "POST", thread + QStringLiteral("/history"), Pages::byCheckpoint}};
    }
    case ActionVerb::deleteCron:
      return {{"cron", "GET", {}}};  // found in ways of its own
    case ActionVerb::deleteItem:
      return {{"item", "GET",
               QStringLiteral("/store/items?namespace=%1&key=%2&refresh_ttl=false")
                   .arg(encoded(target.nameSpace.join(QLatin1Char('.'))), encoded(target.id))}};
    default:
      return {};
  }
}

/// The next page of what has come so far.
std::pair<QString, QByteArray> nextPageOf(const BackupRead& read, const Value::Array& rows) {
  if (read.pages == Pages::byOffset)
    return {read.path + QStringLiteral("?limit=%1&offset=%2").arg(kBackupPage).arg(rows.size()), {}};
  Value::Object body{{"limit", Value::ofInt(static_cast<qint64>(kBackupPage))}};
  if (!read.runId.isEmpty())
    body.emplace_back("metadata", Value::ofObject({{"run_id", Value::ofString(read.runId.toStdString())}}));
  if (!rows.empty()) {
    const Value* checkpoint = rows.back().find("checkpoint");
    body.emplace_back("before", checkpoint != nullptr ? *checkpoint : Value());
  }
  return {read.path, QByteArray::fromStdString(wire::writeJson(Value::ofObject(std::move(body))))};
}

QString missingText(const std::set<std::string>& namespaces) {
  QStringList named;
  for (const std::string& name : namespaces) {
    if (named.size() < kMostNamed) named.append(QString::fromStdString(name));
  }
  const auto more = namespaces.size() - static_cast<std::size_t>(named.size());
  if (more > 0) named.append(QStringLiteral("and %1 more").arg(more));
  return QStringLiteral(
             "It lacks the checkpoints of subgraphs, which the API does not list: %1, and what is below "
             "them.")
      .arg(named.join(QStringLiteral(", ")));
}

}  // namespace

bool canKeepCopy(ActionVerb verb) {
  return !readsOf(verb, {}).empty();
}

bool hasSubgraphs(ActionVerb verb) {
  return verb == ActionVerb::deleteThread || verb == ActionVerb::deleteRun || verb == ActionVerb::rollBackRun;
}

TargetBackup::TargetBackup(ApiSession& api, const ActionPlan& plan, BackupPlace place, QObject* parent)
    : QObject(parent),
      api_(api),
      verb_(plan.request.verb),
      targets_(plan.request.targets),
      place_(std::move(place)) {}

TargetBackup::~TargetBackup() {
  if (file_ && file_->isOpen() && !kept_) file_->remove();
}

void TargetBackup::readSubgraphsFrom(std::unique_ptr<ThreadDetailFeed> feed,
                                     std::shared_ptr<const checkpoint::AesKey> key) {
  subgraphs_.reset();
  if (feed) subgraphs_ = std::make_unique<SubgraphCopy>(std::move(feed), std::move(key));
}

void TargetBackup::start() {
  if (place_.file.isEmpty() ? open() : openNamed()) keep(0);
}

bool TargetBackup::open() {
  const QDir folder(place_.folder);
  if (!folder.exists() && QDir().mkpath(place_.folder))
    QFile::setPermissions(place_.folder,
                          QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
  const QString name =
      QStringLiteral("%1-%2").arg(QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss")),
                                  word(verb_).replace(QLatin1Char(' '), QLatin1Char('-')));
  // Made for its owner alone.
  auto made = std::make_unique<QTemporaryFile>(folder.filePath(name + QStringLiteral("-XXXXXX.jsonl")));
  made->setAutoRemove(false);
  const bool opened = made->open();
  file_ = std::move(made);
  if (!opened)
    Q_EMIT failed(
        QStringLiteral("No copy could be kept in %1: %2.").arg(place_.folder, file_->errorString()));
  return opened;
}

/// Never over another file: what stands there may be an earlier copy.
bool TargetBackup::openNamed() {
  file_ = std::make_unique<QFile>(place_.file);
  if (file_->open(QIODevice::WriteOnly | QIODevice::NewOnly,
                  QFileDevice::ReadOwner | QFileDevice::WriteOwner))
    return true;
  Q_EMIT failed(
      file_->exists()
          ? QStringLiteral("%1 is there already, so nothing is sent: a copy never overwrites a file.")
                .arg(place_.file)
          : QStringLiteral("No copy could be kept in %1, so nothing is sent: %2.")
                .arg(place_.file, file_->errorString()));
  return false;
}

void TargetBackup::keep(std::size_t index) {
  parts_.clear();
  if (index >= targets_.size())
    end();
  else if (verb_ == ActionVerb::deleteCron)
    readCron(index);
  else
    read(index, 0);
}

/// Whether the answer is one to go on with.
bool TargetBackup::answered(std::size_t index, const SourceError* error) {
  if (error == nullptr) return true;
  if (error->kind == SourceError::Kind::notFound && parts_.empty())
    keep(index + 1);  // gone already
  else
    fail(index, error->sentence);
  return false;
}

void TargetBackup::fail(std::size_t index, const QString& why) {
  Q_EMIT failed(
      QStringLiteral("No copy of %1 could be kept, so nothing is sent: %2").arg(targets_[index].text(), why));
}

void TargetBackup::readCron(std::size_t index) {
  findCron(api_, targets_[index].id, this, [this, index](const Value& cron, const SourceError* error) {
    if (!answered(index, error)) return;
    if (cron.isNull()) {
      keep(index + 1);
      return;
    }
    parts_.emplace_back("cron", cron);
    write(index);
  });
}

void TargetBackup::read(std::size_t index, std::size_t part) {
  const auto reads = readsOf(verb_, targets_[index]);
  if (part >= reads.size()) {
    readSubgraphs(index);
    return;
  }
  if (reads[part].pages != Pages::none) {
    page(index, part, {});
    return;
  }
  api_.request(reads[part].method, reads[part].path, {}, this,
               [this, index, part, name = reads[part].part](const Value& answer, const SourceError* error) {
                 if (!answered(index, error)) return;
                 if (answer.isNull()) {
                   keep(index + 1);  // an item that is gone is told as null
                   return;
                 }
                 parts_.emplace_back(name, answer);
                 read(index, part + 1);
               });
}

void TargetBackup::page(std::size_t index, std::size_t part, Value::Array rows) {
  const BackupRead asked = readsOf(verb_, targets_[index])[part];
  const auto [path, body] = nextPageOf(asked, rows);
  api_.request(
      asked.method, path, body, this,
      [this, index, part, rows = std::move(rows)](const Value& answer, const SourceError* error) mutable {
        if (answered(index, error)) paged(index, part, std::move(rows), answer);
      });
}

void TargetBackup::paged(std::size_t index, std::size_t part, Value::Array rows, const Value& answer) {
  if (!answer.isArray()) {
    fail(index, QStringLiteral("the API did not answer with a list."));
    return;
  }
  const std::size_t came = answer.size();
  std::copy(answer.items().begin(), answer.items().end(), std::back_inserter(rows));
  if (came >= kBackupPage && rows.size() < kMostBackedUp) {
    page(index, part, std::move(rows));
    return;
  }
  const auto name = readsOf(verb_, targets_[index])[part].part;
  const bool cut = came >= kBackupPage;
  parts_.emplace_back(name, Value::ofArray(std::move(rows)));
  if (cut) {
    parts_.emplace_back(name + "_cut", Value::ofBool(true));
    ++cut_;
  }
  read(index, part + 1);
}

/// Where it is read from here there is nothing to name: all of it is in the copy.
void TargetBackup::readSubgraphs(std::size_t index) {
  if (!hasSubgraphs(verb_)) {
    write(index);
    return;
  }
  if (!subgraphs_) {
    nameSubgraphs(index);
    return;
  }
  subgraphs_->disconnect(this);
  connect(subgraphs_.get(), &SubgraphCopy::finished, this,
          [this, index](const SubgraphCheckpoints& read) { subgraphsRead(index, read); });
  connect(subgraphs_.get(), &SubgraphCopy::failed, this, [this, index](const SourceError& error) {
    if (error.kind == SourceError::Kind::unsupported)
      nameSubgraphs(index);  // the checkpoints are kept elsewhere
    else
      fail(index, error.sentence);
  });
  const bool ofThread = verb_ == ActionVerb::deleteThread;
  const ActionTarget& target = targets_[index];
  subgraphs_->read((ofThread ? target.id : target.threadId).toStdString(),
                   ofThread ? std::string() : target.id.toStdString(), kMostBackedUp);
}

void TargetBackup::subgraphsRead(std::size_t index, const SubgraphCheckpoints& read) {
  if (!read.rows.empty()) parts_.emplace_back("subgraphs", Value::ofArray(read.rows));
  if (read.cut) {
    parts_.emplace_back("subgraphs_cut", Value::ofBool(true));
    ++cut_;
  }
  unread_ += read.unread;
  write(index);
}

void TargetBackup::nameSubgraphs(std::size_t index) {
  Value::Array names;
  for (const auto& [name, part] : parts_) {
    if (name != "history") continue;
    for (const std::string& found : namespacesIn(part)) {
      names.push_back(Value::ofString(found));
      missing_.insert(found);
    }
  }
  if (!names.empty()) parts_.emplace_back("subgraphs_missing", Value::ofArray(std::move(names)));
  write(index);
}

void TargetBackup::write(std::size_t index) {
  Value::Object members{{"target", Value::ofString(targets_[index].text().toStdString())}};
  for (auto& part : parts_)
    members.push_back(std::move(part));
  auto line = Value::ofObject(std::move(members));
  wire::maskSecrets(line);
  const QByteArray text = QByteArray::fromStdString(wire::writeJson(line)) + '\n';
  if (file_->write(text) != text.size()) {
    Q_EMIT failed(
        QStringLiteral("The copy could not be written, so nothing is sent: %1.").arg(file_->errorString()));
    return;
  }
  Q_EMIT progressed(static_cast<int>(index) + 1);
  keep(index + 1);
}

QString TargetBackup::omission() const {
  QStringList sentences;
  if (cut_ > 0)
    sentences.append(
        QStringLiteral(
            "It holds only the newest %1 of a thread's runs and of its checkpoints; some have more.")
            .arg(kMostBackedUp));
  if (!missing_.empty()) sentences.append(missingText(missing_));
  if (unread_ > 0)
    sentences.append(QStringLiteral("Values of %1 checkpoints of subgraphs could not be read: they are "
                                    "encrypted, too large or of an unknown kind.")
                         .arg(unread_));
  return sentences.join(QLatin1Char(' '));
}

void TargetBackup::end() {
  if (!file_->flush()) {
    Q_EMIT failed(
        QStringLiteral("The copy could not be written, so nothing is sent: %1.").arg(file_->errorString()));
    return;
  }
  kept_ = true;
  const QString path = file_->fileName();
  file_->close();
  Q_EMIT finished(path);
}

}  // namespace heddle::client
