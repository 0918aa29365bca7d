// SPDX-License-Identifier: Apache-2.0
#include "backend/query/saver_thread_sql.h"

#include "backend/query/checkpoint_sql.h"
#include "backend/query/filter/condition.h"
#include "backend/query/list_plan.h"
#include "backend/query/list_sql.h"
#include "backend/query/resource_tables.h"
#include "backend/query/thread_sql.h"

#include <algorithm>
#include <optional>

namespace heddle::query {
namespace {

/// The columns that threadFrom() reads.
constexpr int kColumns = 7;

/// `checkpoint_id`, or where rows have none the one inside.
std::string checkpointId(const Capabilities& capabilities, std::string_view alias) {
  return std::string(alias) + (capabilities.shallow ? ".checkpoint->>'id'" : ".checkpoint_id");
}

/// Time of a checkpoint as savedTimeAt() reads it. `ts` is looked at only where the id does not tell: it
/// means reading the whole checkpoint.
std::string timeOf(const Capabilities& capabilities, const std::string& alias) {
  const auto id = checkpointId(capabilities, alias) + "::text";
  return "case when substring(" + id + " from 15 for 1) = '6' then " + id + " else " + alias +
         ".checkpoint->>'ts' end";
}

/// The first or last checkpoint of the root namespace of thread `k`.
std::string edge(const Capabilities& capabilities, const char* way) {
  return "(select * from " + schemaTable(capabilities, "checkpoints") +
         " x where x.thread_id = k.thread_id and x.checkpoint_ns = ''" +
         (capabilities.shallow ? "" : " order by x.checkpoint_id " + std::string(way)) + " limit 1)";
}

std::string statusJoin(const Capabilities& capabilities) {
  if (!capabilities.checkpointWrites) return " cross join (select 'idle' as status) s";
  return " cross join lateral (select case when bool_or(w.channel = '__error__') then 'error' when "
         "bool_or(w.channel = '__interrupt__') then 'interrupted' else 'idle' end as status from " +
         schemaTable(capabilities, "checkpoint_writes") +
         " w where w.thread_id = k.thread_id and w.checkpoint_ns = '' and w.checkpoint_id = " +
         checkpointId(capabilities, "l") + ") s";
}

std::string projection(const Capabilities& capabilities) {
  return "k.thread_id::text, s.status, l.metadata->>'graph_id', l.metadata->>'assistant_id', " +
         timeOf(capabilities, "f") + ", " + timeOf(capabilities, "l") + ", null";
}

/// `l` is the last checkpoint, `s` has the status that its writes tell.
std::string lastJoins(const Capabilities& capabilities) {
  return " left join lateral " + edge(capabilities, "desc") + " l on true" + statusJoin(capabilities);
}

std::string joins(const Capabilities& capabilities) {
  return " left join lateral " + edge(capabilities, "asc") + " f on true" + lastJoins(capabilities);
}

std::string hasCheckpoint(const Capabilities& capabilities, std::string_view alias) {
  return "exists (select 1 from " + schemaTable(capabilities, "checkpoints") +
         " c where c.thread_id = " + std::string(alias) + ".thread_id)";
}

/// The ids that a filter asks for as they stand, if it does.
std::optional<std::vector<std::string>> wantedIds(const Filter& filter, const Capabilities& capabilities) {
  for (const auto& term : filter.terms) {
    const bool whole = std::all_of(term.values.begin(), term.values.end(), [&](const FilterValue& value) {
      return value.match == Match::equals && isWholeId(value, capabilities);
    });
    if (term.field != "id" || term.negated || !whole) continue;
    std::vector<std::string> ids;
    for (const auto& value : term.values)
      ids.push_back(value.text);
    return ids;
  }
  return std::nullopt;
}

std::string limited(int rows) {
  return " limit " + std::to_string(rows);
}

/// One list's rows: `k` are ids of threads in order, `rows` at most. Each is found by one probe of the
/// primary key, however many checkpoints a thread has.
class Walk {
 public:
  Walk(const Capabilities& capabilities, const ListQuery& query)
      : can_(capabilities),
        query_(query),
        filter_(wholeFilter(threadsSchema(), query)),
        falling_(query.order == Order::newestFirst),
        beyond_(falling_ ? " < " : " > ") {}

  std::string conditions() const { return conditionsOf(threadsSchema(), filter_.terms, can_); }
  const char* way() const { return falling_ ? " desc" : " asc"; }
  /// Id of the last row that was looked at.
  std::string last() const {
    return "(select k.thread_id::text from k order by k.thread_id" +
           std::string(falling_ ? " asc" : " desc") + " limit 1)";
  }

  std::string keys(int rows) const {
    if (const auto ids = wantedIds(filter_, can_)) {
      return "with k as materialized (select u.thread_id from (select distinct unnest(" +
             objectIds(can_, *ids) + ") as thread_id) u where " + hasCheckpoint(can_, "u") + after("u") +
             " order by u.thread_id" + way() + limited(rows) + ")";
    }
    const auto table = schemaTable(can_, "checkpoints");
    const std::string order = std::string(" order by c.thread_id") + way() + " limit 1";
    return "with recursive walk as ((select c.thread_id from " + table + " c where true" + after("c") +
           order + ") union all select (select c.thread_id from " + table + " c where c.thread_id" + beyond_ +
           "walk.thread_id" + order +
           ") from walk where walk.thread_id is not null), k as materialized (select thread_id from walk "
           "where thread_id is not null" +
           limited(rows) + ")";
  }

 private:
  std::string after(const std::string& alias) const {
    if (!query_.after) return {};
    return " and " + alias + ".thread_id" + beyond_ + objectId(can_, query_.after->id);
  }

  const Capabilities& can_;
  const ListQuery& query_;
  Filter filter_;
  bool falling_;
  std::string beyond_;
};

ListStatement page(const Capabilities& capabilities, const ListQuery& query) {
  const Walk walk(capabilities, query);
  const auto conditions = walk.conditions();
  const int window =
      conditions.empty() ? query.limit : std::max(std::min(query.windowRows, kThreadWindow), query.limit);
  // The rows that match are found before their first checkpoints are looked for.
  return {walk.keys(window) + ", n as materialized (select k.thread_id from k" +
              (conditions.empty() ? std::string() : lastJoins(capabilities) + " where true" + conditions) +
              " order by k.thread_id" + walk.way() + limited(query.limit) + ") select " +
              projection(capabilities) + ", '0', (select count(*) from k)::text, '0', " + walk.last() +
              " from (values (1)) one left join n k on true" + joins(capabilities) + " order by k.thread_id" +
              walk.way(),
          !conditions.empty(),
          false,
          query.limit,
          kColumns,
          window};
}

std::string byId(const Capabilities& capabilities, const std::vector<std::string>& ids,
                 const ListQuery& query) {
  return "select " + projection(capabilities) + ", (true" + Walk(capabilities, query).conditions() +
         ")::text from unnest(" + objectIds(capabilities, ids) + ") k(thread_id)" + joins(capabilities) +
         " where " + hasCheckpoint(capabilities, "k");
}

std::string countStep(const Capabilities& capabilities, const ListQuery& query) {
  const Walk walk(capabilities, query);
  const auto conditions = walk.conditions();
  const std::string from =
      conditions.empty() ? "k" : "k" + lastJoins(capabilities) + " where true" + conditions;
  return walk.keys(query.windowRows) + " select (select count(*) from " + from +
         ")::text, (select count(*) from k)::text, '0', " + walk.last();
}

}  // namespace

const OwnStatements* saverThreads(const Capabilities& capabilities) {
  static constexpr OwnStatements kStatements{page, byId, countStep};
  return capabilities.threadsByCheckpoint() ? &kStatements : nullptr;
}

std::string saverThreadDetailSql(const Capabilities& capabilities, const std::string& threadId) {
  const auto cap = std::to_string(kDetailCharacters);
  return "select " + projection(capabilities) + ", left(l.metadata::text, " + cap +
         "), null, null, null, null, 'false' from (select " + objectId(capabilities, threadId) +
         " as thread_id) k" + joins(capabilities) + " where " + hasCheckpoint(capabilities, "k");
}

Micros savedTimeAt(const Row& row, std::size_t column) {
  if (const auto micros = microsAt(row, column)) return *micros;
  const auto text = textAt(row, column);
  if (const auto time = timeOfUuid6(text)) return time;
  return timeOfIso(text);
}

}  // namespace heddle::query
