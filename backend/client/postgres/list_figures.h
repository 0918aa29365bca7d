// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/requests.h"

#include <atomic>
#include <memory>
#include <vector>

#include <QObject>
#include <QTimer>

namespace heddle::client {

/// A value of a field and how often it stood among the newest rows.
struct SampledValue {
  std::string value;
  std::int64_t count = 0;
};

/// What a list asks beside its rows: how many there are, and which values a field has. Any list; rules as for
/// RunFeed. The database counts a list of bounded size itself; any other, and what it does not count within
/// its timeout, is walked in windows on the analysis lane, so it can take long and be cancelled.
class ListFigures : public QObject {
  Q_OBJECT

 public:
  ListFigures(PgSession& session, const query::ListSchema& schema, QObject* parent = nullptr);
  ~ListFigures() override;

  quint64 sample(const std::string& field, const std::vector<std::string>& path = {});
  /// Rows of the whole table, as the last analyze saw it; -1 when it never ran.
  quint64 estimate();
  /// Exactly, unless rows come and go meanwhile.
  quint64 count(const query::ListQuery& query);
  void cancelCount();

 Q_SIGNALS:
  void sampled(quint64 generation, const std::vector<heddle::client::SampledValue>& values);
  void estimated(quint64 generation, qint64 rows);
  void counting(qint64 matching, qint64 lookedAt);
  void counted(quint64 generation, qint64 rows);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  struct Progress {
    std::atomic<qint64> matching = 0, scanned = 0;
    std::atomic<bool> stopped = false;
  };
  static qint64 walk(PgConnection& connection, const query::ListSchema& schema, query::ListQuery query,
                     Progress& progress);

  const query::ListSchema& schema_;
  Question sample_, estimate_, count_;
  std::shared_ptr<Progress> progress_;  // shared with the lane's thread
  QTimer tick_;
};

}  // namespace heddle::client
