// SPDX-License-Identifier: Apache-2.0
// What serializers write into JSON beside JSON, and what EncryptedSerializer seals.
#include "backend/checkpoint/aes_key.h"
#include "backend/checkpoint/decode.h"
#include "backend/checkpoint/messages.h"

#include <QTest>

using namespace heddle;
using checkpoint::AesKey;
using checkpoint::Readability;
using wire::Value;

namespace {

std::string unhex(const QByteArray& text) {
  return QByteArray::fromHex(text).toStdString();
}

}  // namespace

class DialectsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void records_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("hint");
    const auto row = [](const char* name, const char* json, const char* expected, const char* hint) {
      QTest::newRow(name) << QByteArray(json) << QByteArray(expected) << QByteArray(hint);
    };
    row("js undefined", R"({"lc":2,"type":"undefined"})", "null", "undefined");
    row("js snapshot", R"({"lc":2,"type":"delta_snapshot","value":[1]})", "[1]", "snapshot");
    row("js set",
        R"({"lc":2,"type":"constructor","id":["Set"],"method":null,"args":[["a","b"]],"kwargs":{}})",
        R"(["a","b"])", "Set");
    row("js map", R"({"lc":2,"type":"constructor","id":["Map"],"args":[[["a",1],["b",[2]]]],"kwargs":{}})",
        R"({"a":1,"b":[2]})", "Map");
    row("js map of numbers", R"({"lc":2,"type":"constructor","id":["Map"],"args":[[[1,"x"]]],"kwargs":{}})",
        R"([[1,"x"]])", "Map");
    row("js regexp", R"({"lc":2,"type":"constructor","id":["RegExp"],"args":["a+","gi"],"kwargs":{}})",
        R"("/a+/gi")", "RegExp");
    row("js error", R"({"lc":2,"type":"constructor","id":["Error"],"args":["boom"],"kwargs":{}})",
        R"("boom")", "Error");
    row("js bytes",
        R"({"lc":2,"type":"constructor","id":["Uint8Array"],"method":"from","args":[[0,255]],"kwargs":{}})",
        R"({"__bytes__":"AP8="})", "Uint8Array");
    row("js bytes that are none", R"({"lc":2,"type":"constructor","id":["Uint8Array"],"args":[[0,256]]})",
        "[0,256]", "Uint8Array");
    row("python uuid",
        R"({"lc":2,"type":"constructor","id":["uuid","UUID"],"method":[null,null],"args":["ab"]})", R"("ab")",
        "uuid.UUID");
    row("python dataclass",
        R"({"lc":2,"type":"constructor","id":["m","C"],"args":[],"kwargs":{"x":{"lc":2,"type":"constructor","id":["builtins","set"],"args":[[1]]}}})",
        R"({"x":[1]})", "m.C");
    row("arguments of both kinds",
        R"({"lc":2,"type":"constructor","id":["m","C"],"args":[1],"kwargs":{"x":2}})",
        R"({"args":[1],"kwargs":{"x":2}})", "m.C");
    row("not implemented", R"({"lc":1,"type":"not_implemented","id":["m","C"],"repr":"C"
  })",
        "null", "m.C");
    row("secret class",
        R"({"lc":2,"type":"constructor","id":["pydantic","types","SecretStr"],"args":["hunter2"]})",
        "\"\u2022\u2022\u2022\u2022\u2022\u2022\"", "pydantic.types.SecretStr");
    row("redis bytes", R"({"__bytes__":"aGk="})", R"({"__bytes__":"aGk="})", "");
    row("redis bytes that are none", R"({"__bytes__":"a*"})", R"({"__bytes__":"a*"})", "");
    row("redis interrupt", R"({"__interrupt__":true,"value":"ok?","id":"i"})", R"({"value":"ok?","id":"i"})",
        "langgraph.types.Interrupt");
    row("redis send", R"({"__send__":true,"node":"n","arg":{"x":1}})", R"({"node":"n","arg":{"x":1}})",
        "langgraph.types.Send");
    row("redis snapshot", R"({"__delta_snapshot__":true,"value":[1]})", "[1]", "snapshot");
    row("a user's own mark", R"({"__send__":"x","node":"n","arg":1})",
        R"({"__send__":"x","node":"n","arg":1})", "");
    row("a name twice stays", R"({"a":1,"a":2})", R"({"a":1,"a":2})", "");
    row("digits stay", "[12345678901234567890,-9223372036854775808,1.10]",
        "[12345678901234567890,-9223372036854775808,1.10]", "");
    row("a lone low surrogate, and what comes after them", R"(["\udc00","\udfff","\ue000"])",
        "[\"\uFFFD\",\"\uFFFD\",\"\uE000\"]", "");
    row("a word inside a text stays", "[NaN,\"a\\\"NaN\"]", "[\"NaN\",\"a\\\"NaN\"]", "");
    row("lone surrogate", R"(["\ud800x","\ud83d\ude00"])", "[\"\uFFFDx\",\"\U0001F600\"]", "");
  }
  void records() {
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, hint);
    const auto decoded = checkpoint::decodeBlob("json", json.toStdString());
    QVERIFY2(decoded.readability == Readability::decoded, decoded.note.c_str());
    QCOMPARE(QByteArray::fromStdString(wire::writeJson(decoded.value)), expected);
    QCOMPARE(std::string(decoded.value.hint()), hint.toStdString());
  }

  void redisBytesAreBytes() {
    const auto decoded = checkpoint::decodeBlob("json", R"({"__bytes__":"aGk="})");
    QVERIFY(decoded.value.kind() == Value::Kind::bytes);
    QCOMPARE(decoded.value.bytes(), std::string("hi"));
  }

  void numbersThatJsonHasNoWordFor() {
    const auto decoded =
        checkpoint::decodeBlob("json", R"({"a":NaN,"b":[-Infinity, Infinity],"c":"NaN, Infinity"})");
    QVERIFY2(decoded.readability == Readability::decoded, decoded.note.c_str());
    QCOMPARE(wire::writeJson(decoded.value),
             std::string(R"({"a":"NaN","b":["-Infinity","Infinity"],"c":"NaN, Infinity"})"));
    QCOMPARE(decoded.value.find("a")->hint(), std::string_view("float"));
    QCOMPARE(decoded.value.find("c")->hint(), std::string_view());
    // The same from MessagePack.
    const auto packed = checkpoint::decodeBlob("msgpack", unhex("cb7ff8000000000000"));
    QCOMPARE(packed.value.hint(), std::string_view("float"));
    const auto broken = checkpoint::decodeBlob("json", "[NaN,]");
    QVERIFY(broken.readability == Readability::broken);
    QVERIFY2(broken.note.find("at byte 1") != std::string::npos, broken.note.c_str());
  }

  void javaScriptMessagesHaveNoTypeInside() {
    const auto decoded = checkpoint::decodeBlob(
        "json", R"([{"lc":1,"type":"constructor","id":["langchain_core","messages","HumanMessage"],)"
                R"("kwargs":{"content":"hi","id":"1"}},{"lc":1,"type":"constructor",)"
                R"("id":["langchain_core","messages","AIMessageChunk"],"kwargs":{"content":"yes"}}])");
    const auto messages = checkpoint::findMessages(decoded.value);
    QCOMPARE(messages.size(), std::size_t{2});
    QCOMPARE(messages[0].role, std::string("human"));
    QCOMPARE(messages[1].role, std::string("ai"));
  }

  void sealedValues_data() {
    // EncryptedSerializer.from_pycryptodome_aes(key=…).dumps_typed({"answer": [42, "secret"]})
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("sealed");
    QTest::newRow("128") << QByteArray("0123456789abcdef")
                         << QByteArray(
                                "9fcd0cb5ced13a025da780940c8e6f419976509d4c1e328e505e23faaa7aaf59c822f465"
                                "e81b12785667b39b0c0f0dec65");
    QTest::newRow("192") << QByteArray("0123456789abcdef01234567")
                         << QByteArray(
                                "f660f431712060dc77f5d8916aa9a20fc051196f89a9948a75959357970494fa998bcaba"
                                "50063ea6bcde6a27f0ad4bb598");
    QTest::newRow("256") << QByteArray("0123456789abcdef0123456789abcdef")
                         << QByteArray(
                                "c49a16cf1e0c88f24f986ecbf1538429c90baa9f773ca921bc43a03619a903299e53c5d7"
                                "db5a1d4a8f128c3596ed3a4f01");
  }
  void sealedValues() {
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, sealed);
    const auto given = AesKey::make(key.toStdString()).value();
    const auto bytes = unhex(sealed);
    const auto opened = checkpoint::decodeBlob("msgpack+aes", bytes, {}, given.get());
    QVERIFY2(opened.readability == Readability::decoded, opened.note.c_str());
    QCOMPARE(wire::writeJson(opened.value), std::string(R"({"answer":[42,"secret"]})"));
    QCOMPARE(opened.type, std::string("msgpack+aes"));
    // Whatever is touched, nothing comes out.
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      auto touched = bytes;
      touched[i] = static_cast<char>(touched[i] ^ 1);
      const auto refused = checkpoint::decodeBlob("msgpack+aes", touched, {}, given.get());
      QVERIFY(refused.readability == Readability::encrypted);
      QVERIFY(refused.value.isNull() && refused.note.find("does not fit") != std::string::npos);
    }
    const auto shut = checkpoint::decodeBlob("msgpack+aes", bytes);
    QVERIFY(shut.readability == Readability::encrypted);
    QVERIFY(!shut.digest.empty() && !shut.head.empty());
  }

  void sealedEdges() {
    const auto key = AesKey::make("0123456789abcdef").value();
    const auto nothing = unhex("2c60e585747fd024320c40057468d1ef87e554abd8d06633011cd74b95c9e695");
    const auto null = checkpoint::decodeBlob("null+aes", nothing, {}, key.get());
    QVERIFY(null.readability == Readability::decoded && null.value.isNull());
    QVERIFY(checkpoint::decodeBlob("msgpack+aes", "short", {}, key.get()).readability ==
            Readability::encrypted);
    QVERIFY(checkpoint::decodeBlob("msgpack+kms", nothing, {}, key.get()).readability ==
            Readability::encrypted);
    QVERIFY(AesKey::make("too short").has_error());
  }
};

QTEST_APPLESS_MAIN(DialectsTest)
#include "dialects_test.moc"
