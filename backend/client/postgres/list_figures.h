// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/group_sql.h"
#include "backend/query/requests.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

namespace heddle::client {

/// A value of a field and how often it stood among the newest rows.
struct SampledValue {
  std::string value;
  std::int64_t count = 0;
};

/// How rows are being counted.
enum class CountWay {
  notBegun,
  oneStatement,
  steps,
  stepsAfterAll,  // one statement took longer than it may
};

/// A statement and the database's plan for it, line by line.
struct ListExplanation {
  std::string statement;
  std::vector<std::string> plan;
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
  /// Exactly, unless rows come and go meanwhile. What is too much for one statement is counted in steps.
  quint64 count(const query::ListQuery& query);
  void cancelCount();
  /// Among the newest kGroupedRows rows; among fewer where so many take longer than a statement may.
  quint64 group(const query::ListQuery& query, const query::GroupField& field);
  void cancelGroup() { group_.drop(); }
  /// How the database would read a page of the list: EXPLAIN without ANALYZE, nothing is executed.
  quint64 explain(const query::ListQuery& query);

 Q_SIGNALS:
  void sampled(quint64 generation, const std::vector<heddle::client::SampledValue>& values);
  void estimated(quint64 generation, qint64 rows);
  /// Of one statement nothing is known until it is over.
  void counting(qint64 matching, qint64 lookedAt, heddle::client::CountWay way);
  void counted(quint64 generation, qint64 rows);
  void grouped(quint64 generation, const heddle::query::Grouping& grouping);
  void explained(quint64 generation, const heddle::client::ListExplanation& explanation);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  struct Progress {
    std::atomic<qint64> matching = 0, scanned = 0;
    std::atomic<bool> stopped = false;
    std::atomic<CountWay> way = CountWay::notBegun;
  };
  static std::optional<qint64> countAtOnce(PgConnection& connection, const query::ListSchema& schema,
                                           const query::ListQuery& query, Progress& progress);
  static qint64 walk(PgConnection& connection, const query::ListSchema& schema, query::ListQuery query,
                     Progress& progress);

  const query::ListSchema& schema_;
  Question sample_, estimate_, count_, group_, explain_;
  std::shared_ptr<Progress> progress_;  // shared with the lane's thread
  QTimer tick_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::Grouping)
Q_DECLARE_METATYPE(heddle::client::ListExplanation)
