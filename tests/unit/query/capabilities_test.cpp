// SPDX-License-Identifier: Apache-2.0
#include "backend/query/capabilities.h"

#include "backend/query/redis_saver.h"

#include <QtTest>

using namespace heddle::query;

namespace {

using Columns = std::vector<CatalogueColumn>;

/// "run: run_id uuid, kwargs jsonb; thread: …" in one schema.
Columns shape(const QString& text, const char* schema = "public", int position = 1) {
  Columns columns;
  for (const auto& table : text.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
    const auto name = table.section(QLatin1Char(':'), 0, 0).trimmed().toStdString();
    for (const auto& column :
         table.section(QLatin1Char(':'), 1).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
      const auto words = column.simplified().split(QLatin1Char(' '));
      columns.push_back({schema, name, words.value(0).toStdString(),
                         words.value(1, QStringLiteral("text")).toStdString(), position});
    }
  }
  return columns;
}

const QString kResources = QStringLiteral(
    "run: run_id uuid, thread_id uuid, kwargs jsonb; thread: thread_id uuid, metadata jsonb, interrupts "
    "jsonb, error bytea;"
    "assistant: assistant_id uuid, name; assistant_versions: version int4;");
const QString kOpenCheckpoints = QStringLiteral(
    "checkpoints: thread_id, checkpoint_id, checkpoint jsonb; checkpoint_blobs: version; checkpoint_writes: "
    "task_id, task_path;"
    "checkpoint_migrations: v int4;");
const QString kLedger = QStringLiteral("schema_migrations: version int8, dirty bool;");
const QString kOurs =
    QStringLiteral("heddle_meta: key, value; heddle_run_slot: run_id uuid; heddle_run_wait: run_id uuid");

}  // namespace

class CapabilitiesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void flavours_data() {
    QTest::addColumn<QString>("tables");
    QTest::addColumn<QString>("flavour");
    const auto row = [](const char* name, const QString& tables, const char* flavour) {
      QTest::newRow(name) << tables << QString::fromLatin1(flavour);
    };
    row("ours", kResources + kOpenCheckpoints + kOurs, "heddle");
    row("official",
        kResources + kLedger +
            QStringLiteral("checkpoints: thread_id uuid, checkpoint_id uuid, run_id uuid; checkpoint_writes: "
                           "task_id uuid"),
        "official");
    row("official, checkpoints elsewhere", kResources + kLedger, "official");
    row("official with a saver's ledger",
        kResources + kLedger +
            QStringLiteral("checkpoints: checkpoint_id uuid; checkpoint_migrations: v int4"),
        "official");
    row("derivative", kResources + kOpenCheckpoints, "derivative");
    row("aegra",
        QStringLiteral("alembic_version: version_num; runs: run_id, claimed_by; thread: thread_id, "
                       "metadata_json jsonb;") +
            kOpenCheckpoints,
        "aegra");
    row("old aegra", QStringLiteral("runs: run_id; thread: metadata_json jsonb;") + kOpenCheckpoints,
        "aegra");
    row("python saver", kOpenCheckpoints, "python-saver");
    row("javascript saver",
        QStringLiteral("checkpoints: thread_id, checkpoint_id, checkpoint jsonb; checkpoint_writes: task_id; "
                       "checkpoint_migrations: v int4"),
        "js-saver");
    row("shallow saver",
        QStringLiteral(
            "checkpoints: thread_id, checkpoint_ns, checkpoint jsonb; checkpoint_migrations: v int4"),
        "shallow-saver");
    row("somebody's run table", QStringLiteral("run: id, distance; shoes: brand"), "unknown");
    row("other tables", QStringLiteral("users: id; orders: id"), "unknown");
    row("nothing", QString(), "empty");
  }

  void flavours() {
    QFETCH(QString, tables);
    const auto capabilities = decide(shape(tables));
    QTEST(QString::fromStdString(std::string(word(capabilities.flavour))), "flavour");
    QVERIFY(!capabilities.sentence.empty());
    QVERIFY(capabilities.sentence.ends_with('.'));
  }

  void columnsAreOptional() {
    const auto ours = decide(shape(kResources + kOpenCheckpoints + kOurs));
    QVERIFY(ours.runs && ours.threads && !ours.threadsByCheckpoint());
    QVERIFY(ours.slots);
    QVERIFY(!ours.heddleRun);
    QVERIFY(ours.threadInterrupts && ours.threadError && !ours.threadStateUpdatedAt);
    QVERIFY(ours.assistantName && !ours.assistantContext);
    QVERIFY(ours.taskPath && !ours.checkpointIdIsUuid);
    const auto aegra = decide(shape(
        QStringLiteral("alembic_version: v; runs: claimed_by; thread: metadata_json;") + kOpenCheckpoints));
    QVERIFY(aegra.runs && aegra.threads && aegra.textIds && !aegra.runContext);
    QVERIFY(aegra.checkpoints && !aegra.assistants);
    QVERIFY(!absence(aegra, Part::assistants).empty() && absence(aegra, Part::threads).empty());
  }

  void schemaOfTheSearchPathWins() {
    auto columns = shape(kOpenCheckpoints, "aaa", 0);
    const auto own = shape(kResources + kLedger, "tenant", 1);
    columns.insert(columns.end(), own.begin(), own.end());
    QCOMPARE(decide(columns).schema, std::string("tenant"));
    QCOMPARE(decide(shape(kOpenCheckpoints, "elsewhere", 0)).schema, std::string("elsewhere"));
    // A table nobody knows in the search path does not hide the schema that tells.
    auto mixed = shape(QStringLiteral("users: id"), "public", 1);
    const auto savers = shape(kOpenCheckpoints, "agents", 0);
    mixed.insert(mixed.end(), savers.begin(), savers.end());
    QCOMPARE(decide(mixed).schema, std::string("agents"));
    // Nor does one whose name only sounds like ours.
    auto runner = shape(QStringLiteral("runs: id, distance"), "public", 1);
    runner.insert(runner.end(), savers.begin(), savers.end());
    QCOMPARE(decide(runner).schema, std::string("agents"));
    QCOMPARE(decide(runner).flavour, Flavour::pythonSaver);
  }

  void ledgers() {
    auto official = decide(shape(kResources + kLedger));
    QVERIFY(!ledgerSql(official).empty());
    applyLedger(official, {{"schema_version", "99"}, {"dirty", "true"}});
    QCOMPARE(*official.schemaVersion, std::int64_t{99});
    QCOMPARE(official.warnings.size(), std::size_t{2});

    const auto js = QStringLiteral(
        "checkpoints: thread_id, checkpoint_id, checkpoint jsonb; checkpoint_migrations: v int4");
    auto bare = decide(shape(js));
    applyLedger(bare, {{"saver_version", "4"}});
    QCOMPARE(bare.flavour, Flavour::jsSaver);
    auto early = decide(shape(js));
    applyLedger(early, {{"saver_version", "8"}});
    QCOMPARE(early.flavour, Flavour::pythonSaver);

    auto other = decide(shape(kResources + kOurs));
    applyLedger(other, {{"product", "something else"}});
    QCOMPARE(other.flavour, Flavour::derivative);
    QVERIFY(!other.slots);
    QVERIFY(ledgerSql(decide({})).empty());
  }

  void redisFlavours() {
    const auto flavour = [](const std::vector<std::string>& indexes) {
      return flavourOf(usualPlaces(indexes));
    };
    QCOMPARE(flavour({"checkpoint", "checkpoint_write"}), RedisFlavour::pythonSaver);
    QCOMPARE(flavour({"store", "checkpoint_writes", "checkpoints"}), RedisFlavour::jsSaver);
    QCOMPARE(flavour({"checkpoints", "checkpoint", "checkpoint_write", "checkpoint_writes"}),
             RedisFlavour::bothSavers);
    QCOMPARE(flavour({"checkpoint", "products"}), RedisFlavour::none);
    QVERIFY(absence(RedisFlavour::none, Part::runs).empty());
    QVERIFY(absence(RedisFlavour::jsSaver, Part::threads).empty());
    for (const auto part : {Part::runs, Part::assistants, Part::crons, Part::store})
      QVERIFY(absence(RedisFlavour::jsSaver, part).ends_with('.'));
  }

  void redisCheckpointersWithTheirOwnPrefix() {
    const std::vector<std::string> names{"products", "checkpoint",     "checkpoint_write",
                                         "tenant_a", "tenant_a_write", "store"};
    QCOMPARE(indexesToAsk(names), (std::vector<std::string>{"products", "tenant_a", "tenant_a_write", "store"}));
    const std::vector<std::string> members{
        "$.thread_id",    "$.run_id", "$.checkpoint_ns", "$.checkpoint_id", "$.parent_checkpoint_id",
        "$.checkpoint_ts"};
    const auto own = placeOf("tenant_a", {"JSON", {"tenant_a:"}, members});
    QVERIFY(own.has_value());
    QCOMPARE(nameOf(*own), std::string("tenant_a"));
    QVERIFY(!placeOf("copies", {"JSON", {"tenant_a:"}, members}));
    QVERIFY(!placeOf("tenant_a", {"HASH", {"tenant_a:"}, members}));
    QVERIFY(!placeOf("products", {"JSON", {"products:"}, {"$.thread_id", "$.name"}}));
    std::vector<std::string> item{"$.prefix", "$.key", "$.created_at", "$.updated_at"};
    QVERIFY(isStore("store", {"JSON", {"store:"}, item}));
    QVERIFY(!isStore("store", {"JSON", {"other:"}, item}));
    item.emplace_back("$.embedding");
    QVERIFY(!isStore("store_vectors", {"JSON", {"store_vectors:"}, item}));
    std::vector<std::string> many;
    for (std::size_t i = 0; i <= 2 * kMostIndexesAsked; ++i)
      many.push_back("index" + std::to_string(i));
    QCOMPARE(indexesToAsk(many).size(), kMostIndexesAsked + 1);

    const std::string id = "1f1e76e8-e75a-620e-9694-df19fb72aa23";
    QCOMPARE(placeOfKey("tenant_a:t:__empty__:" + id)->prefix, std::string("tenant_a"));
    QCOMPARE(placeOfKey("checkpoint:a:b::" + id)->language, RedisFlavour::jsSaver);
    for (const std::string& key : {"write_keys_zset:t:__empty__:" + id, "users:" + id, "a:" + id,
                                  "tenant_a:t:__empty__:" + id + ":task:0", std::string("checkpoint:t:")})
      QVERIFY2(!placeOfKey(key), key.c_str());
  }

  /// What names a thread names one, whatever the id is made of.
  void redisThreadsAreNamedApart() {
    auto places = usualPlaces({"checkpoint", "checkpoint_write"});
    QVERIFY(!places[0].shared);
    QCOMPARE(saverAddress(places, places[0], "t"), std::string("t"));
    QCOMPARE(saverAddress(places, places[0], "python|t"), std::string("python|python|t"));
    addPlace(places, {RedisFlavour::jsSaver, "checkpoint", "checkpoints", false});
    addPlace(places, {RedisFlavour::pythonSaver, "tenant_a", "tenant_a", false});
    QCOMPARE(places.size(), std::size_t{3});
    QVERIFY(places[0].shared && places[1].shared && !places[2].shared);
    for (const auto& place : places) {
      for (const std::string thread : {"t", "python|t", "|", "tenant_a|python|x"}) {
        const auto back = saverAddressed(places, saverAddress(places, place, thread));
        QCOMPARE(back.thread, thread);
        QCOMPARE(back.places, std::vector<SaverPlace>{place});
      }
    }
    QCOMPARE(saverAddressed(places, "t").places.size(), std::size_t{3});
    // The prefix is the same; the document tells.
    SaverFields fields{{"thread_id", "t"}, {"checkpoint_id", "1f1e"}};
    QVERIFY(saverCheckpointFrom(places[0], "checkpoint:t::1f1e", fields).row.threadId.empty());
    QCOMPARE(saverCheckpointFrom(places[1], "checkpoint:t::1f1e", fields).row.threadId, std::string("t"));
    fields.emplace("checkpoint.type", "json");
    QCOMPARE(saverCheckpointFrom(places[0], "checkpoint:t:__empty__:1f1e", fields).row.threadId,
             std::string("t"));
  }

  /// Nothing in the id of a thread asks for more than that thread.
  void redisIdsAreNoPatterns() {
    const SaverPlace javaScript{RedisFlavour::jsSaver, "checkpoint", "checkpoints", false}, python;
    const auto search = saverSearch(javaScript, {"a}|@x:{*\\ -,", {}, {}});
    QCOMPARE(search[1], std::string("checkpoints"));
    QCOMPARE(search[2], std::string(R"(@thread_id:{a\}\|\@x\:\{\*\\\ \-\,})"));
    const auto older = saverSearch(javaScript, {"t", "1f1e76e8-e75a-620e-9694-df19fb72aa23", {}});
    QCOMPARE(older[2].substr(0, 37), std::string("@thread_id:{t} @checkpoint_ts:[-inf 1"));
    QCOMPARE(saverSearch(javaScript, {"t", {}, "c"})[2], std::string("@thread_id:{t} @checkpoint_id:{c}"));
    const auto find = saverFind({}, "a}|b");
    QCOMPARE(find[1], std::string("checkpoint"));
    QCOMPARE(find[2], std::string(R"((@thread_id:{a\}\|b}) | (@checkpoint_id:{a\}\|b}))"));
    QCOMPARE(saverScan("7", &python, "a*[b]?\\")[3], std::string(R"(checkpoint:a\*\[b\]\?\\:*)"));
    QCOMPARE(saverScan("0", &python)[3], std::string("checkpoint:*"));
    QCOMPARE(saverScan("0", nullptr), (RedisCommand{"SCAN", "0", "COUNT", "1000"}));
  }

  void redisWritesAreFound_data() {
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("ns");
    QTest::addColumn<bool>("shallow");
    QTest::addColumn<QByteArray>("writes");
    QTest::newRow("python") << QByteArray("checkpoint:t:__empty__:1f1e") << QByteArray("__empty__") << false
                            << QByteArray("write_keys_zset:t:__empty__:1f1e");
    QTest::newRow("python, a subgraph's") << QByteArray("checkpoint:t:in:task:1f1e") << QByteArray("in:task")
                                          << false << QByteArray("write_keys_zset:t:in:task:1f1e");
    QTest::newRow("python, shallow") << QByteArray("checkpoint:t:") << QByteArray("__empty__") << true
                                     << QByteArray("write_registry:t:__empty__:shallow");
    QTest::newRow("javascript") << QByteArray("checkpoint:t::1f1e") << QByteArray("__empty__") << false
                                << QByteArray("write_keys_zset:t::1f1e");
    QTest::newRow("javascript, shallow") << QByteArray("checkpoint:t::shallow") << QByteArray("") << true
                                         << QByteArray("write_keys_zset:t::1f1e");
  }
  void redisWritesAreFound() {
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, ns);
    QFETCH(bool, shallow);
    auto one = saverCheckpointFrom({}, key.toStdString(),
                                   {{"thread_id", "t"},
                                    {"checkpoint_ns", ns.toStdString()},
                                    {"checkpoint_id", "1f1e"},
                                    {"parent_checkpoint_id", "null"},
                                    {"step", "3"},
                                    {"checkpoint_ts", "1764262404000.25"},
                                    {"metadata", R"({"source":"loop","graph_id":"g"})"}});
    QCOMPARE(one.shallow, shallow);
    QCOMPARE(one.row.parentId, std::string());
    QCOMPARE(one.row.step, std::optional<int>(3));
    QCOMPARE(one.row.source, std::string("loop"));
    QCOMPARE(one.row.createdAt, Micros{1764262404000000});
    QTEST(QByteArray::fromStdString(saverWrites(one, 5)[1]), "writes");
    countWrites(one, {"checkpoint_write:t::1f1e:a:0", "checkpoint_write:t::1f1e:a:-3",
                      "checkpoint_write:t::1f1e:b:-1", "checkpoint_write:t::1f1d:c:-3"});
    QCOMPARE(one.row.tasks, 2);
    QCOMPARE(one.row.interrupts, 1);
    QCOMPARE(one.row.errors, 1);
  }
};

QTEST_APPLESS_MAIN(CapabilitiesTest)
#include "capabilities_test.moc"
