// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"

#include <QObject>

namespace heddle::client {

/// The crons page's questions; rules as for RunFeed. The list and one cron have lanes of their own.
class CronFeed : public QObject {
  Q_OBJECT

 public:
  explicit CronFeed(PgSession& session, QObject* parent = nullptr);

  /// A forecast looks at so many crons.
  static constexpr int kForecastCrons = 1000;

  quint64 load(const query::CronQuery& query);
  quint64 countBeyond(const query::CronQuery& query, const query::Key& top);
  quint64 reread(const std::vector<std::string>& cronIds, const query::CronQuery& query = {});
  void cancel();
  /// Every cron that may fire, whatever the list shows; the newest kForecastCrons.
  quint64 loadScheduled();
  quint64 loadDetail(const std::string& cronId);

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::Page<heddle::query::CronRecord>& page);
  void counted(quint64 generation, const heddle::query::NewerCount& count);
  void rereadDone(quint64 generation, const std::vector<heddle::query::CronRecord>& rows);
  void scheduledLoaded(quint64 generation, const std::vector<heddle::query::CronRecord>& rows);
  void detailLoaded(quint64 generation, const heddle::query::CronDetail& detail);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question page_, count_, reread_, scheduled_, detail_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::CronDetail)
Q_DECLARE_METATYPE(heddle::query::Page<heddle::query::CronRecord>)
