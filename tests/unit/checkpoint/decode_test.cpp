// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/decode.h"

#include "backend/checkpoint/constructor.h"
#include "backend/checkpoint/messages.h"

#include <random>

#include <QFile>
#include <QTest>

using namespace heddle;
using checkpoint::Readability;
using wire::Value;

namespace {

Value goldenFile() {
  QFile file(QStringLiteral(HEDDLE_SOURCE_DIR "/tests/data/checkpoint/blobs.json"));
  if (!file.open(QIODevice::ReadOnly)) qFatal("blobs.json is missing");
  return wire::parseJson(file.readAll().toStdString()).value();
}

std::string unhex(std::string_view text) {
  const auto bytes = QByteArray::fromHex(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
  return bytes.toStdString();
}

/// Equal, where "__any__" in the expectation stands for anything; key order counts.
bool matches(const Value& expected, const Value& actual) {
  if (expected.isString() && expected.string() == "__any__") return true;
  if (expected.kind() != actual.kind()) {
    return actual.kind() == Value::Kind::bytes && wire::writeJson(actual) == wire::writeJson(expected);
  }
  if (expected.isArray()) {
    if (expected.size() != actual.size()) return false;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!matches(expected.items()[i], actual.items()[i])) return false;
    }
    return true;
  }
  if (!expected.isObject()) return expected == actual;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (i >= actual.size() || expected.members()[i].first != actual.members()[i].first) return false;
    if (!matches(expected.members()[i].second, actual.members()[i].second)) return false;
  }
  return expected.size() == actual.size();
}

/// A nest of `depth` one-element arrays around nil.
std::string nested(std::size_t depth) {
  return std::string(depth, '\x91') + '\xc0';
}

}  // namespace

class DecodeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsWhatLangGraphWrites_data() {
    QTest::addColumn<int>("row");
    const Value golden = goldenFile();
    const auto& rows = golden.find("values")->items();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      QTest::newRow(std::string(rows[i].stringAt("name")).c_str()) << static_cast<int>(i);
    }
  }
  void readsWhatLangGraphWrites() {
    QFETCH(int, row);
    const Value golden = goldenFile();
    const Value& expectation = golden.find("values")->items()[static_cast<std::size_t>(row)];
    const auto decoded =
        checkpoint::decodeBlob(expectation.stringAt("type"), unhex(expectation.stringAt("hex")));
    QVERIFY2(decoded.readability == Readability::decoded, decoded.note.c_str());
    QVERIFY2(matches(*expectation.find("expected"), decoded.value), wire::writeJson(decoded.value).c_str());
    QCOMPARE(decoded.value.hint(), expectation.stringAt("hint"));
  }

  void everyTruncationIsToldNotRead() {
    const Value golden = goldenFile();
    const std::string whole = unhex(golden.find("messages")->stringAt("hex"));
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
      const auto part = checkpoint::decodeBlob("msgpack", std::string_view(whole).substr(0, cut));
      QVERIFY2(part.readability == Readability::broken, std::to_string(cut).c_str());
      QVERIFY(part.note.find("at byte") != std::string::npos);
    }
  }

  void randomDamageNeverEscapes() {
    const Value golden = goldenFile();
    const std::string whole = unhex(golden.find("messages")->stringAt("hex"));
    std::mt19937 random(7);
    for (int round = 0; round < 20'000; ++round) {
      std::string damaged = whole;
      for (int hit = 0; hit < 3; ++hit)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      const auto decoded = checkpoint::decodeBlob("msgpack", damaged);
      QVERIFY(decoded.readability == Readability::decoded || decoded.readability == Readability::broken);
    }
  }

  void everyTagIsRead_data() {
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char* hex, const char* json) { QTest::newRow(hex) << QByteArray(json); };
    row("c0", "null");
    row("c2", "false");
    row("c3", "true");
    row("7f", "127");
    row("e0", "-32");
    row("cc ff", "255");
    row("cd ffff", "65535");
    row("ce ffffffff", "4294967295");
    row("cf ffffffffffffffff", "18446744073709551615");
    row("d0 80", "-128");
    row("d0 7f", "127");
    row("d1 8000", "-32768");
    row("d1 7fff", "32767");
    row("d2 80000000", "-2147483648");
    row("d2 7fffffff", "2147483647");
    row("d3 8000000000000000", "-9223372036854775808");
    row("ca 3fc00000", "1.5");
    row("cb 3ff8000000000000", "1.5");
    row("a1 61", "\"a\"");
    row("d9 01 61", "\"a\"");
    row("da 0001 61", "\"a\"");
    row("db 00000001 61", "\"a\"");
    row("91 01", "[1]");
    row("dc 0001 01", "[1]");
    row("dd 00000001 01", "[1]");
    row("81 a161 01", "{\"a\":1}");
    row("de 0001 a161 01", "{\"a\":1}");
    row("df 00000001 a161 01", "{\"a\":1}");
    row("c4 01 00", "{\"__bytes__\":\"AA==\"}");
    row("c5 0001 00", "{\"__bytes__\":\"AA==\"}");
    row("c6 00000001 00", "{\"__bytes__\":\"AA==\"}");
    row("c7 01 7f 01", "1");
    row("c8 0001 7f 01", "1");
    row("c9 00000001 7f 01", "1");
    row("d4 7f 01", "1");
    row("d5 7f 91 01", "[1]");
    row("d6 7f 93 010203", "[1,2,3]");
    row("d7 7f 97 01020304050607", "[1,2,3,4,5,6,7]");
    row("d8 7f 9f 010101010101010101010101010101", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]");
  }
  void everyTagIsRead() {
    QFETCH(QByteArray, json);
    const auto blob = QByteArray::fromHex(QTest::currentDataTag()).toStdString();
    const auto decoded = checkpoint::decodeMsgpack(blob);
    QVERIFY2(decoded.has_value(), decoded.has_value() ? "" : decoded.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(wire::writeJson(*decoded)), json);
  }

  void boundsHostileInput_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("huge array") << QByteArray("\xdd\xff\xff\xff\xff", 5);
    QTest::newRow("huge map") << QByteArray("\xdf\xff\xff\xff\xff", 5);
    QTest::newRow("huge string") << QByteArray("\xdb\xff\xff\xff\xff", 5);
    QTest::newRow("huge extension") << QByteArray("\xc9\xff\xff\xff\xff\x00", 6);
    QTest::newRow("nested arrays") << QByteArray::fromStdString(nested(100'000));
    QTest::newRow("unused tag") << QByteArray("\xc1", 1);
    QTest::newRow("two values") << QByteArray("\xc0\xc0", 2);
    QTest::newRow("nothing") << QByteArray();
  }
  void boundsHostileInput() {
    QFETCH(QByteArray, bytes);
    const auto decoded = checkpoint::decodeBlob("msgpack", bytes.toStdString());
    QVERIFY(decoded.readability == Readability::broken);
  }

  void countsDepthAndValuesAgainstTheLimits() {
    QVERIFY(checkpoint::decodeMsgpack(nested(200)).has_value());
    QVERIFY(checkpoint::decodeMsgpack(nested(201)).error().code == core::ErrorCode::tooLarge);
    const std::string three = std::string("\x93\xc0\xc0\xc0");
    QVERIFY(checkpoint::decodeMsgpack(three, {.depth = 5, .values = 4}).has_value());
    QVERIFY(checkpoint::decodeMsgpack(three, {.depth = 5, .values = 3}).error().code ==
            core::ErrorCode::tooLarge);
  }

  void tagsDecideWhatIsRead_data() {
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<int>("readability");
    QTest::newRow("null") << QByteArray("null") << static_cast<int>(Readability::decoded);
    QTest::newRow("empty") << QByteArray("empty") << static_cast<int>(Readability::empty);
    QTest::newRow("bytes") << QByteArray("bytes") << static_cast<int>(Readability::decoded);
    QTest::newRow("pickle") << QByteArray("pickle") << static_cast<int>(Readability::opaque);
    QTest::newRow("aes") << QByteArray("msgpack+aes") << static_cast<int>(Readability::encrypted);
    QTest::newRow("unknown") << QByteArray("cbor") << static_cast<int>(Readability::opaque);
    QTest::newRow("broken json") << QByteArray("json") << static_cast<int>(Readability::broken);
  }
  void tagsDecideWhatIsRead() {
    QFETCH(QByteArray, type);
    QFETCH(int, readability);
    const auto decoded = checkpoint::decodeBlob(type.toStdString(), "\x80\x04.");
    QCOMPARE(static_cast<int>(decoded.readability), readability);
    QCOMPARE(decoded.type, type.toStdString());
    QCOMPARE(decoded.bytes, std::size_t{3});
  }

  void masksSecrets() {
    // ext 0: ["pydantic.types", "SecretStr", "hunter2"]
    const std::string payload = std::string("\x93\xaepydantic.types\xa9SecretStr\xa7hunter2");
    const std::string blob = std::string("\xc7") + static_cast<char>(payload.size()) + '\0' + payload;
    const auto decoded = checkpoint::decodeBlob("msgpack", blob);
    QVERIFY(decoded.readability == Readability::decoded);
    QVERIFY(wire::writeJson(decoded.value).find("hunter2") == std::string::npos);
    QCOMPARE(decoded.value.hint(), std::string_view("pydantic.types.SecretStr"));
  }

  void unreadableExtensionStaysBytes() {
    const std::string blob("\xd4\x05\xc1", 3);
    const auto decoded = checkpoint::decodeBlob("msgpack", blob);
    QVERIFY(decoded.value.kind() == Value::Kind::bytes);
    QCOMPARE(decoded.value.hint(), std::string_view("ext 5"));
  }

  void readsLangChainConstructors_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("hint");
    QTest::newRow("lc 1") << QByteArray(
                                 "{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain_core\",\"messages\","
                                 "\"HumanMessage\"],\"kwargs\":{\"content\":\"hi\"}}")
                          << QByteArray("{\"content\":\"hi\"}")
                          << QByteArray("langchain_core.messages.HumanMessage");
    QTest::newRow("lc 2 set") << QByteArray(
                                     "{\"lc\":2,\"type\":\"constructor\",\"id\":[\"builtins\",\"set\"],"
                                     "\"args\":[[1,2]],\"kwargs\":{}}")
                              << QByteArray("[1,2]") << QByteArray("builtins.set");
    QTest::newRow("lc 2 js map") << QByteArray(
                                        "{\"lc\":2,\"type\":\"constructor\",\"id\":\"Map\",\"args\":[[]]}")
                                 << QByteArray("{}") << QByteArray("Map");
    QTest::newRow("secret") << QByteArray("{\"lc\":1,\"type\":\"secret\",\"id\":[\"OPENAI_API_KEY\"]}")
                            << QByteArray("\"••••••\"") << QByteArray("OPENAI_API_KEY");
    QTest::newRow("plain") << QByteArray("{\"lc\":\"x\",\"id\":1}") << QByteArray("{\"lc\":\"x\",\"id\":1}")
                           << QByteArray();
  }
  void readsLangChainConstructors() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, hint);
    const auto decoded = checkpoint::decodeBlob("json", json.toStdString());
    QCOMPARE(QByteArray::fromStdString(wire::writeJson(decoded.value)), expected);
    QCOMPARE(std::string(decoded.value.hint()), hint.toStdString());
  }

  void findsMessagesInAState() {
    const Value golden = goldenFile();
    const Value* stored = golden.find("messages");
    const auto decoded = checkpoint::decodeBlob(stored->stringAt("type"), unhex(stored->stringAt("hex")));
    const auto messages = checkpoint::findMessages(decoded.value);
    QCOMPARE(messages.size(), std::size_t{3});
    QCOMPARE(messages[0].role, std::string("human"));
    QCOMPARE(messages[0].text, std::string("weather?"));
    QCOMPARE(messages[1].toolCalls.at(0).name, std::string("weather"));
    QCOMPARE(wire::writeJson(messages[1].toolCalls.at(0).arguments), std::string("{\"city\":\"Bonn\"}"));
    QCOMPARE(messages[1].outputTokens, std::optional<std::int64_t>(7));
    QCOMPARE(messages[2].toolCallId, std::string("t"));
  }

  void readsMessagesOfClients() {
    const auto value = wire::parseJson(
        "{\"chat\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_"
        "url\"}]},"
        "{\"type\":\"AIMessageChunk\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\"},\"b\"]}]}");
    const auto messages = checkpoint::findMessages(*value);
    QCOMPARE(messages.size(), std::size_t{2});
    QCOMPARE(messages[0].role, std::string("human"));
    QCOMPARE(messages[0].attachments, std::vector<std::string>{"image_url"});
    QCOMPARE(messages[1].role, std::string("ai"));
    QCOMPARE(messages[1].text, std::string("b"));
    QCOMPARE(messages[1].reasoning, std::string("hm"));
    QVERIFY(checkpoint::findMessages(*wire::parseJson("{\"a\":[1],\"b\":{}}")).empty());
  }

  void digestTellsBlobsApart() {
    QCOMPARE(checkpoint::digestHex("abc"),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(checkpoint::hexPreview(std::string("\x00\xff", 2)), std::string("00ff"));
    QCOMPARE(checkpoint::hexPreview("aaaa", 2), std::string("6161"));
  }
};

QTEST_APPLESS_MAIN(DecodeTest)
#include "decode_test.moc"
