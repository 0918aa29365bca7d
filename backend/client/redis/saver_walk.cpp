// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_walk.h"

#include "backend/query/saver_filter.h"

#include <algorithm>
#include <set>
#include <utility>

#include <QLocale>

namespace heddle::client {
namespace {

QString countOf(qint64 number) {
  return QLocale(QLocale::English).toString(number);
}

}  // namespace

bool SaverWalk::isAtBound() const {
  return looked >= kMostWalkedKeys;
}

query::RedisCommand SaverWalk::command() const {
  std::set<std::string> prefixes;
  for (const auto& place : places.all)
    prefixes.insert(place.prefix);
  return query::saverScan(cursor, prefixes.size() == 1 ? &places.all.front() : nullptr);
}

void SaverWalk::take(const std::vector<std::string>& found, const std::string& next) {
  for (const auto& key : found) {
    const auto before = threads.size();
    const auto* thread = noteKey(threads, places.all, key,
                                 [this](const std::string& id) { return query::idMatches(query, id); });
    if (thread != nullptr && threads.size() > before) waiting.push_back(thread->address);
  }
  begun = true;
  looked += query::kSaverStep;
  step += query::kSaverStep;
  cursor = next;
}

std::vector<SaverThread> SaverWalk::nextPage() {
  read -= underWay.size();
  waiting.insert(waiting.end(), underWay.begin(), underWay.end());
  underWay.clear();
  // Ids of either language rise with time.
  const bool newestFirst = query.order == query::Order::newestFirst;
  std::stable_sort(waiting.begin(), waiting.end(), [&](const std::string& a, const std::string& b) {
    const auto& left = threads.at(a).newestId;
    const auto& right = threads.at(b).newestId;
    return newestFirst ? left < right : left > right;
  });
  std::vector<SaverThread> page;
  while (!waiting.empty() && page.size() < kMostSaverThreads) {
    page.push_back(threads.at(waiting.back()));
    underWay.push_back(std::move(waiting.back()));
    waiting.pop_back();
  }
  read += page.size();
  return page;
}

QString SaverWalk::remark() const {
  QStringList sentences;
  if (!isComplete())
    sentences.append(QStringLiteral("%1 of about %2 keys were looked at; there may be more threads.")
                         .arg(countOf(std::min(looked, keys)), countOf(keys)));
  if (!isComplete() && isAtBound()) sentences.append(QStringLiteral("The walk ends here."));
  if (!waiting.empty())
    sentences.append(
        QStringLiteral("%1 threads were found, %2 of them are read.")
            .arg(countOf(static_cast<qint64>(threads.size())), countOf(static_cast<qint64>(read))));
  if (!places.complete) sentences.append(QStringLiteral("There may be checkpointers that were not seen."));
  return sentences.join(QLatin1Char(' '));
}

}  // namespace heddle::client
