// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/pg_items.h"

#include "backend/storage/errors.h"
#include "backend/wire/json_fields.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace heddle::storage {
namespace {

constexpr int kVectorsAtOnce = 2000;
constexpr std::string_view kRefused = "HD400";

int numberIn(const std::string& op, std::string_view field, int fallback) {
  const auto text = wire::fieldText(op, field);
  int number = fallback;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::max(0, number);
}

std::string arrayText(const std::vector<float>& numbers) {
  std::string out = "{";
  char digits[32];
  for (const float number : numbers) {
    if (out.size() > 1) out.push_back(',');
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }
  return out + "}";
}

/// What an answer array becomes when the semantic searches' places are filled in.
core::JsonText filled(const std::string& answers, const std::vector<SemanticSearch>& searches,
                      const std::vector<core::JsonText>& found) {
  const auto items = wire::arrayItems(answers).value();
  std::string out = "[";
  for (std::size_t place = 0, next = 0; place < items.size(); ++place) {
    if (place > 0) out.push_back(',');
    if (next < searches.size() && searches[next].place == place) {
      out.append(found[next++].text);
    } else {
      out.append(items[place]);
    }
  }
  return {out + "]"};
}

}  // namespace

core::Task<core::Result<core::JsonText>> PgItems::batch(core::JsonText ops) {
  auto indexed = co_await indexBatch(std::move(ops), policy_);
  if (!indexed) co_return indexed.error();
  core::Error refusal;
  try {
    auto answers = co_await apply(std::move(*indexed));
    co_return std::move(answers);
  } catch (const SqlError& error) {
    if (error.state() != kRefused && !error.aboutData()) throw;
    refusal.code = error.state() == kRefused ? core::ErrorCode::badRequest : core::ErrorCode::invalid;
    refusal.message = error.primary();
  }
  co_return refusal;
}

core::Task<core::JsonText> PgItems::apply(IndexedBatch batch) {
  static const Statement statement{"store_batch",
                                   "select heddle_store_batch_v2($1::jsonb, $2::float8, $3::boolean)"};
  Params params;
  params.json(batch.ops);
  if (policy_.defaultTtlMinutes) {
    params.real(*policy_.defaultTtlMinutes);
  } else {
    params.null();
  }
  params.boolean(policy_.refreshOnRead);
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  if (batch.searches.empty()) co_return core::JsonText{rows.text(0, 0)};
  std::vector<core::JsonText> found;
  for (const auto& search : batch.searches) {
    auto items = co_await ranked(search);
    found.push_back(std::move(items));
  }
  co_return filled(rows.text(0, 0), batch.searches, found);
}

core::Task<core::JsonText> PgItems::ranked(SemanticSearch search) {
  static const Statement statement{
      "store_ranked",
      "select heddle_ranked_items_v1($1::text[], $2::text[], $3::text[]::float8[], $4::boolean)"};
  const bool pgvector = co_await hasPgvector();
  auto ranking = pgvector ? rankByPgvector(search) : rankHere(search);
  auto best = co_await std::move(ranking);
  best.erase(best.begin(),
             best.begin() + std::min<std::ptrdiff_t>(numberIn(search.op, "offset", 0), std::ssize(best)));
  std::vector<std::string> prefixes, keys, scores;
  for (const auto& item : best) {
    prefixes.push_back(item.prefix);
    keys.push_back(item.key);
    scores.push_back(std::to_string(item.score));
  }
  const auto refresh = wire::fieldText(search.op, "refresh_ttl");
  Params params;
  params.texts(prefixes).texts(keys).texts(scores);
  params.boolean(refresh.empty() || refresh == "null" ? policy_.refreshOnRead : refresh == "true");
  const Rows rows = co_await database_.api().query(statement, std::move(params));
  co_return core::JsonText{rows.text(0, 0)};
}

core::Task<std::vector<RankedItem>> PgItems::rankByPgvector(const SemanticSearch& search) {
  static const Statement statement{
      "store_rank",
      "select v.prefix, v.key, max(coalesce(1 - nullif(v.embedding::vector <=> $2::float4[]::vector, 'NaN'), "
      "0)) as score from heddle_items_under_v1($1::jsonb) s join heddle_store_vectors v using (prefix, key) "
      "where cardinality(v.embedding) = cardinality($2::float4[]) "
      "group by v.prefix, v.key order by score desc, v.prefix collate \"C\", v.key collate \"C\" limit "
      "$3::int"};
  Params params;
  params.json({search.op}).text(arrayText(search.query));
  params.integer(numberIn(search.op, "limit", 10) + numberIn(search.op, "offset", 0));
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  std::vector<RankedItem> best;
  best.reserve(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row)
    best.push_back({rows.text(row, 0), rows.text(row, 1), rows.real(row, 2)});
  co_return best;
}

/// Reads the vectors by a cursor, so that memory stays flat however many there are.
core::Task<std::vector<RankedItem>> PgItems::rankHere(const SemanticSearch& search) {
  const auto limit = numberIn(search.op, "limit", 10) + numberIn(search.op, "offset", 0);
  VectorRanking ranking(search.query, static_cast<std::size_t>(limit));
  const Lease lease = co_await database_.api().acquire();
  std::vector<Step> opening;
  opening.push_back({{"", "begin read only"}, {}});
  Params params;
  params.json({search.op});
  opening.push_back(
      {{"",
        "declare vectors no scroll cursor for select v.prefix, v.key, array_send(v.embedding) "
        "from heddle_items_under_v1($1::jsonb) s join heddle_store_vectors v using (prefix, key) "
        "order by v.prefix, v.key"},
       std::move(params)});
  co_await lease->run(std::move(opening));
  for (int got = kVectorsAtOnce; got == kVectorsAtOnce;) {
    std::vector<Step> fetching;
    fetching.push_back({{"", "fetch " + std::to_string(kVectorsAtOnce) + " from vectors", true}, {}});
    const auto answers = co_await lease->run(std::move(fetching));
    got = answers.front().size();
    for (int row = 0; row < got; ++row)
      ranking.add(answers.front().view(row, 0), answers.front().view(row, 1), answers.front().view(row, 2));
  }
  std::vector<Step> closing;
  closing.push_back({{"", "commit"}, {}});
  co_await lease->run(std::move(closing));
  co_return std::move(ranking).take();
}

/// Asked once: the extension comes and goes with a restart at most.
core::Task<bool> PgItems::hasPgvector() {
  static const Statement statement{"has_pgvector", "select 1 from pg_extension where extname = 'vector'"};
  if (!pgvector_) {
    Params none;
    const Rows rows = co_await database_.api().repeatable(statement, std::move(none));
    pgvector_ = !rows.empty();
  }
  co_return *pgvector_;
}

core::Task<std::int64_t> PgItems::sweepExpired(int limit) {
  static const Statement statement{"store_sweep", "select heddle_sweep_items_v1($1::int)"};
  Params params;
  params.integer(limit);
  const Rows rows = co_await database_.api().repeatable(statement, std::move(params));
  co_return rows.integer(0, 0);
}

}  // namespace heddle::storage
