// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/list_figures.h"

#include "backend/client/postgres/count_matching.h"
#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/query/list_plan.h"

namespace heddle::client {
namespace {

constexpr std::chrono::milliseconds kCountTick{200};
constexpr int kCountWindow = 20'000;
/// A larger table is counted in steps: one statement over it would run into its limit.
constexpr qint64 kCountedAtOnce = 20'000'000;

constexpr int kSmallestWindow = 500, kFewestGrouped = 500;
constexpr int kLess = 10;

/// Nothing when it took longer than a statement may.
template <typename Ask>
auto unlessTooSlow(Ask ask) -> std::optional<decltype(ask())> {
  try {
    return ask();
  } catch (const SourceFailure& failure) {
    if (failure.error().kind != SourceError::Kind::timeout || failure.error().stale) throw;
    return std::nullopt;
  }
}

}  // namespace

ListFigures::ListFigures(PgSession& session, const query::ListSchema& schema, QObject* parent)
    : QObject(parent),
      schema_(schema),
      sample_(session, Lane::details, this),
      estimate_(session, Lane::details, this),
      count_(session, Lane::analysis, this),
      group_(session, Lane::analysis, this),
      explain_(session, Lane::details, this) {
  tick_.setInterval(kCountTick);
  connect(&tick_, &QTimer::timeout, this, [this] {
    if (progress_) Q_EMIT counting(progress_->matching, progress_->scanned, progress_->way);
  });
}

ListFigures::~ListFigures() {
  cancelCount();
}

quint64 ListFigures::sample(const std::string& field, const std::vector<std::string>& path) {
  return sample_.ask(
      [&schema = schema_, field, path](PgConnection& connection) -> std::any {
        require(connection, schema.part);
        const auto sql = query::sampleSql(schema, connection.capabilities(), field, path);
        std::vector<SampledValue> values;
        if (sql.empty()) return values;
        return mapped(connection.rows(sql), [](const query::Row& row) {
          return SampledValue{query::textAt(row, 0), query::microsAt(row, 1).value_or(0)};
        });
      },
      answerTo<std::vector<SampledValue>>(this, &ListFigures::sampled));
}

quint64 ListFigures::estimate() {
  return estimate_.ask(
      [&schema = schema_](PgConnection& connection) -> std::any {
        require(connection, schema.part);
        const auto rows = connection.rows(query::estimateSql(schema, connection.capabilities()));
        return static_cast<qint64>(rows.empty() ? -1 : query::microsAt(rows.front(), 0).value_or(-1));
      },
      answerTo<qint64>(this, &ListFigures::estimated));
}

/// Without a filter the database counts the table itself, several times faster than its rows in steps. The
/// estimate may be old and the table larger than one statement can count.
std::optional<qint64> ListFigures::countAtOnce(PgConnection& connection, const query::ListSchema& schema,
                                               const query::ListQuery& query, Progress& progress) {
  const auto& can = connection.capabilities();
  if (!query::wholeFilter(schema, query).terms.empty()) return std::nullopt;
  const auto about = numberOf(connection, query::estimateSql(schema, can));
  if (!about || *about < 0 || *about > kCountedAtOnce) return std::nullopt;
  progress.way = CountWay::oneStatement;
  const auto all = unlessTooSlow([&] { return numberOf(connection, query::countAllSql(schema, can)); });
  progress.way = all ? CountWay::steps : CountWay::stepsAfterAll;
  return all.value_or(std::nullopt);
}

qint64 ListFigures::walk(PgConnection& connection, const query::ListSchema& schema, query::ListQuery query,
                         Progress& progress) {
  using Clock = std::chrono::steady_clock;
  requireFilter(connection, schema, query);
  if (const auto all = countAtOnce(connection, schema, query, progress)) {
    progress.matching = progress.scanned = *all;
    return *all;
  }
  if (progress.way == CountWay::notBegun) progress.way = CountWay::oneStatement;
  const auto found = countMatching(connection, schema, query);
  if (found.rows) {
    progress.matching = *found.rows;
    return *found.rows;
  }
  if (progress.way == CountWay::oneStatement)
    progress.way = found.tooSlow ? CountWay::stepsAfterAll : CountWay::steps;
  query.after.reset();
  query.windowRows = kCountWindow;
  do {
    const auto start = Clock::now();
    const auto ask = [&] {
      return connection.rows(query::countStepSql(schema, connection.capabilities(), query));
    };
    // The last, smallest step says why it cannot be counted.
    const auto rows = query.windowRows > kSmallestWindow ? unlessTooSlow(ask) : std::optional(ask());
    if (!rows) {
      query.windowRows = std::max(kSmallestWindow, query.windowRows / kLess);
      continue;
    }
    const auto step = query::countStepFrom(query, *rows);
    query.windowRows = nextWindow(query.windowRows, Clock::now() - start);
    progress.matching += step.matching;
    progress.scanned += step.scanned;
    query.after = step.next;
    if (!query.after) break;
  } while (!progress.stopped);
  return progress.matching;
}

quint64 ListFigures::count(const query::ListQuery& query) {
  cancelCount();
  progress_ = std::make_shared<Progress>();
  tick_.start();
  return count_.ask(
      [&schema = schema_, query, progress = progress_](PgConnection& connection) -> std::any {
        return walk(connection, schema, query, *progress);
      },
      [this](quint64 generation, std::any answer, const SourceError* error) {
        tick_.stop();
        if (error != nullptr) {
          Q_EMIT failed(generation, *error);
        } else {
          Q_EMIT counted(generation, std::any_cast<qint64>(answer));
        }
      });
}

void ListFigures::cancelCount() {
  if (progress_) progress_->stopped = true;
  progress_.reset();
  tick_.stop();
  count_.drop();
}

quint64 ListFigures::group(const query::ListQuery& query, const query::GroupField& field) {
  return group_.ask(
      [&schema = schema_, asked = query, field](PgConnection& connection) -> std::any {
        requireFilter(connection, schema, asked);
        const auto why = query::whyNotGrouped(schema, field, connection.capabilities());
        if (!why.empty())
          throw SourceFailure({SourceError::Kind::invalid, QString::fromStdString(why), false});
        auto query = asked;
        query.after.reset();
        for (query.windowRows = query::kGroupedRows;; query.windowRows /= kLess) {
          const auto ask = [&] {
            return connection.rows(query::groupSql(schema, connection.capabilities(), query, field));
          };
          const bool last = query.windowRows / kLess < kFewestGrouped;
          const auto rows = last ? std::optional(ask()) : unlessTooSlow(ask);
          if (rows) return query::groupingFrom(schema, query, field, *rows);
        }
      },
      answerTo<query::Grouping>(this, &ListFigures::grouped));
}

quint64 ListFigures::explain(const query::ListQuery& query) {
  return explain_.ask(
      [&schema = schema_, query](PgConnection& connection) -> std::any {
        requireFilter(connection, schema, query);
        ListExplanation found;
        found.statement = query::pageSql(schema, connection.capabilities(), query).sql;
        for (const auto& row : connection.rows("explain " + found.statement))
          found.plan.push_back(query::textAt(row, 0));
        return found;
      },
      answerTo<ListExplanation>(this, &ListFigures::explained));
}

}  // namespace heddle::client
