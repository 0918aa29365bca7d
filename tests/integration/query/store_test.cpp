// SPDX-License-Identifier: Apache-2.0
// Namespaces and items of a store, in the shapes that are in the field.
#include "backend/query/filter/list_schema.h"
#include "backend/query/store_sql.h"
#include "tests/integration/query/libpq_rows.h"
#include "tests/support/official_schema.h"
#include "tests/support/test_postgres.h"

#include <QtTest>

using namespace heddle::query;
using heddle::test::capabilitiesOf;
using heddle::test::rowsOf;
using heddle::test::TestPostgres;
using Labels = std::vector<std::string>;

namespace {

/// In the order of bytes "-" stands before "." and ":", so "a-b" falls between "a" and what is below it.
std::string rows(const std::string& column, char separator) {
  const auto path = [separator](std::initializer_list<const char*> labels) {
    std::string text;
    for (const char* label : labels)
      text += (text.empty() ? "" : std::string(1, separator)) + label;
    return "'" + text + "'";
  };
  return "insert into store (" + column + ", key, value) values (" + path({"a"}) +
         ", 'own', '{\"n\": 1}'), (" + path({"a-b"}) + ", 'k', '2'), (" + path({"a", "x"}) +
         ", 'k1', '{\"who\": {\"name\": \"Ada\"}}'), (" + path({"a", "x"}) +
         ", 'k2', '{\"who\": {\"name\": \"Bob\"}}'), (" + path({"a", "x", "deep"}) +
         ", 'k', '\"needle\"'), (" + path({"ab"}) + ", 'k', '[]'), (" + path({"Z", "ü%_"}) +
         ", 'K', 'null');" + "insert into store (" + column + ", key, value) select 'many" +
         std::string(1, separator) +
         "' || lpad((n % 300)::text, 3, '0'), 'k' || lpad(n::text, 5, '0'), to_jsonb(n) from "
         "generate_series(1, 6000) n;";
}

const char* const kJsStore =
    "create table store (namespace_path text not null, key text not null, value jsonb not null, created_at "
    "timestamptz default now(), updated_at timestamptz default now(), expires_at timestamptz, primary key "
    "(namespace_path, key));"
    "create table checkpoints (thread_id text, checkpoint_ns text, checkpoint_id text, checkpoint jsonb);";

struct Shape {
  std::string uri;
  Capabilities can;
};

}  // namespace

class StoreTest : public QObject {
  Q_OBJECT

  std::vector<Shape> shapes_;

  static StoreLevel level(const Shape& shape, const Labels& labels) {
    return storeLevelFrom(shape.can, labels, rowsOf(shape.uri, storeLevelSql(shape.can, labels)));
  }
  static std::vector<std::string> names(const StoreLevel& level) {
    std::vector<std::string> all;
    for (const auto& child : level.children)
      all.push_back(child.labels.back());
    return all;
  }
  /// Every key, page by page.
  static std::vector<std::string> keys(const Shape& shape, StoreQuery query, const char* filter = "") {
    const auto parsed = readFilter(storeSchema(), filter, &shape.can);
    if (!parsed.errors.empty()) throw std::runtime_error(parsed.errors.front().sentence);
    query.filter = parsed.filter;
    std::vector<std::string> all;
    for (int pages = 0; pages < 100; ++pages) {
      const auto page = storePageFrom(shape.can, query, rowsOf(shape.uri, storeItemsSql(shape.can, query)));
      for (const auto& item : page.items)
        all.push_back(item.key);
      if (!page.next) return all;
      query.after = page.next;
    }
    return {};
  }

 private Q_SLOTS:
  void initTestCase() {
    auto& postgres = TestPostgres::instance();
    const auto ours = postgres.migratedDatabase(), official = postgres.freshDatabase(),
               js = postgres.freshDatabase();
    TestPostgres::run(ours, rows("prefix", '.'));
    TestPostgres::run(
        ours, "update store set expires_at = now() + interval '30 min', ttl_minutes = 60 where key = 'k1'");
    TestPostgres::run(official, heddle::test::kOfficialSchema + rows("prefix", '.'));
    TestPostgres::run(js, kJsStore + rows("namespace_path", ':'));
    for (const auto& uri : {ours, official, js})
      shapes_.push_back({uri, capabilitiesOf(uri)});
    QVERIFY(shapes_[0].can.storeTtl && !shapes_[1].can.storeTimes && shapes_[2].can.storeIsJs);
  }

  void countsAreExactUpToTheirBound() {
    const auto atLeast = [this](int items) {
      const Row row{"a", std::to_string(items), "1", "false"};
      return storeLevelFrom(shapes_[0].can, {}, {row}).children.at(0).atLeast;
    };
    QVERIFY(!atLeast(kStoreCounted) && atLeast(kStoreCounted + 1));
  }

  void previewsHideSecrets() {
    const Row row{"a", "k", "{\"api_key\":\"hunter2\"}", "9", {}, {}, {}, {}, "1", "1", "a", "k"};
    const auto page = storePageFrom(shapes_[0].can, {}, {row});
    QCOMPARE(page.items.at(0).preview, std::string("{\"api_key\":\"***\"}"));
  }

  void namespacesAreFoundLevelByLevel() {
    for (const auto& shape : shapes_) {
      QCOMPARE(names(level(shape, {})), (Labels{"Z", "a", "a-b", "ab", "many"}));
      const auto top = level(shape, {});
      QCOMPARE(top.children[1].items, std::int64_t{4});
      QVERIFY(top.children[1].hasChildren && !top.children[2].hasChildren && !top.children[1].atLeast);
      QVERIFY(top.children[1].bytes > 0);
      QVERIFY(top.children[4].atLeast && top.children[4].items > kStoreCounted);
      QCOMPARE(names(level(shape, {"a"})), (Labels{"x"}));
      QCOMPARE(level(shape, {"a"}).children[0].labels, (Labels{"a", "x"}));
      QCOMPARE(names(level(shape, {"a", "x"})), (Labels{"deep"}));
      QCOMPARE(names(level(shape, {"Z"})), (Labels{"ü%_"}));
      QVERIFY(level(shape, {"nothing"}).children.empty());
      const auto many = level(shape, {"many"});
      QVERIFY(many.more);
      QCOMPARE(static_cast<int>(many.children.size()), kStoreChildren);
      QCOMPARE(many.children.back().labels.back(), std::string("199"));
    }
  }

  void itemsComeInOrderAndPages() {
    for (const auto& shape : shapes_) {
      StoreQuery query;
      query.labels = {"a"};
      query.limit = 2;
      QCOMPARE(keys(shape, query), (Labels{"own", "k1", "k2", "k"}));
      query.below = false;
      QCOMPARE(keys(shape, query), (Labels{"own"}));
      query.labels = {"Z", "ü%_"};
      QCOMPARE(keys(shape, query), (Labels{"K"}));
      StoreQuery all;
      all.limit = 500;
      QCOMPARE(keys(shape, all).size(), std::size_t{6007});
    }
  }

  void filtersLookInside() {
    for (const auto& shape : shapes_) {
      StoreQuery query;
      query.limit = 3;
      query.windowRows = 1000;
      QCOMPARE(keys(shape, query, "value.who.name:Ada"), (Labels{"k1"}));
      QCOMPARE(keys(shape, query, "needle"), (Labels{"k"}));
      QCOMPARE(keys(shape, query, "text:\"\\\"Bob\\\"\""), (Labels{"k2"}));
      QCOMPARE(keys(shape, query, "key:k0599").size(), std::size_t{10});
      query.labels = {"many"};
      QVERIFY(keys(shape, query, "value.who.name:Ada").empty());
    }
    StoreQuery query;
    QCOMPARE(keys(shapes_[0], query, "expires:<1h"), (Labels{"k1"}));
    QVERIFY(keys(shapes_[0], query, "expires:<10m").empty());
    QCOMPARE(keys(shapes_[0], query, "has:expiry ttl:60"), (Labels{"k1"}));
    QVERIFY(!readFilter(storeSchema(), "ttl:60", &shapes_[2].can).errors.empty());
  }

  void oneItem() {
    for (const auto& shape : shapes_) {
      const auto found = rowsOf(shape.uri, storeItemSql(shape.can, {"a", "x"}, "k1"));
      QCOMPARE(found.size(), std::size_t{1});
      const auto item = storeItemFrom(shape.can, found.front());
      QCOMPARE(item.row.labels, (Labels{"a", "x"}));
      QVERIFY(item.value.find("Ada") != std::string::npos && !item.truncated);
      QVERIFY(rowsOf(shape.uri, storeItemSql(shape.can, {"a"}, "k1")).empty());
    }
  }

  /// Listing namespaces jumps along the index: a million items in one of them cost no more than a handful.
  void levelsDoNotReadEveryItem() {
    std::string plan;
    for (const auto& row :
         rowsOf(shapes_[0].uri, "set enable_seqscan = off; explain (analyze, costs off, timing off) " +
                                    storeLevelSql(shapes_[0].can, {})))
      plan += textAt(row, 0) + "\n";
    QVERIFY2(plan.find("store_prefix_idx") != std::string::npos, plan.c_str());
    QVERIFY2(plan.find("rows=6000") == std::string::npos, plan.c_str());
  }
};

QTEST_APPLESS_MAIN(StoreTest)
#include "store_test.moc"
