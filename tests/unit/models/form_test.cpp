// SPDX-License-Identifier: Apache-2.0
#include "models/form/field.h"
#include "models/values/value_text.h"
#include "tests/unit/models/form_schemas.h"

#include <QTest>

using namespace heddle;
using models::Field;
using models::FieldKind;

namespace {

wire::Value json(const char* text) {
  return wire::parseJson(text).value();
}

Field field(const char* schema) {
  return models::fieldOf(json(schema));
}

QString starting(const char* schema) {
  return models::qtext(wire::writeJson(models::startingValue(field(schema))));
}

QStringList problems(const char* schema, const char* value) {
  QStringList all;
  for (const models::FieldProblem& each : models::checkValue(field(schema), json(value)))
    all.append(each.path + QStringLiteral(": ") + each.sentence);
  return all;
}

}  // namespace

class FormTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void kindsOfFields_data() {
    QTest::addColumn<QString>("schema");
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("nullable");
    const auto row = [](const char* name, const char* schema, FieldKind kind, bool nullable = false) {
      QTest::newRow(name) << QString::fromLatin1(schema) << static_cast<int>(kind) << nullable;
    };
    row("text", R"({"type": "string"})", FieldKind::text);
    row("whole", R"({"type": "integer"})", FieldKind::integer);
    row("number", R"({"type": "number"})", FieldKind::number);
    row("boolean", R"({"type": "boolean"})", FieldKind::boolean);
    row("enum", R"({"enum": ["a", 1, null]})", FieldKind::choice);
    row("const", R"({"const": "a"})", FieldKind::choice);
    row("list", R"({"type": "array", "items": {"type": "string"}})", FieldKind::list);
    row("list of anything", R"({"type": "array"})", FieldKind::json);
    row("group", R"({"properties": {"a": {}}})", FieldKind::group);
    row("free object", R"({"type": "object", "additionalProperties": true})", FieldKind::json);
    row("or null", R"({"anyOf": [{"type": "null"}, {"type": "number"}]})", FieldKind::number, true);
    row("list of types", R"({"type": ["null", "string"]})", FieldKind::text, true);
    row("union", R"({"anyOf": [{"type": "string"}, {"type": "number"}]})", FieldKind::json);
    row("two types", R"({"type": ["integer", "string"]})", FieldKind::json);
    row("all of one", R"({"allOf": [{"$ref": "#/$defs/A"}], "$defs": {"A": {"type": "string"}}})",
        FieldKind::text);
    row("definitions", R"({"$ref": "#/definitions/A~1B", "definitions": {"A/B": {"type": "boolean"}}})",
        FieldKind::boolean);
    row("dangling", schemas::kDangling, FieldKind::json);
    row("elsewhere", R"({"$ref": "other.json"})", FieldKind::json);
    row("itself", schemas::kItself, FieldKind::json);
    row("ring", R"({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}})",
        FieldKind::json);
    row("true", "true", FieldKind::json);
    row("nothing", "{}", FieldKind::json);
    row("no schema", "[1, 2]", FieldKind::json);
  }

  void kindsOfFields() {
    QFETCH(QString, schema);
    QFETCH(int, kind);
    QFETCH(bool, nullable);
    const Field made = field(schema.toUtf8().constData());
    QCOMPARE(static_cast<int>(made.kind), kind);
    QCOMPARE(made.nullable, nullable);
  }

  void membersKeepOrderWordsAndNeed() {
    const Field order = field(schemas::kOrder);
    QCOMPARE(order.members.size(), std::size_t{5});
    QCOMPARE(order.members[0].key, std::string("id"));
    QVERIFY(order.members[0].required && !order.members[1].required);
    QCOMPARE(order.members[1].title, QStringLiteral("Note"));
    QCOMPARE(order.members[1].description, QStringLiteral("For the kitchen"));
    QVERIFY(order.members[4].nullable);
    const Field& line = order.members[3].item.at(0);
    QCOMPARE(line.kind, FieldKind::group);
    QVERIFY(line.members[0].required);
    QCOMPARE(line.members[1].kind, FieldKind::number);
  }

  void recursionEndsAsJson() {
    const Field tree = field(schemas::kTree);
    QCOMPARE(tree.kind, FieldKind::group);
    QCOMPARE(tree.members[0].kind, FieldKind::text);
    QCOMPARE(tree.members[1].kind, FieldKind::json);
    QCOMPARE(tree.members[2].kind, FieldKind::list);
    QCOMPARE(tree.members[2].item.at(0).kind, FieldKind::json);
  }

  void theSameTypeTwiceIsNoRecursion() {
    const Field pair = field(schemas::kPair);
    QCOMPARE(pair.members[0].kind, FieldKind::text);
    QCOMPARE(pair.members[1].kind, FieldKind::text);
  }

  void depthIsBounded() {
    QByteArray schema = R"({"type": "string"})";
    for (int i = 0; i < 200; ++i)
      schema = R"({"properties": {"a": )" + schema + "}}";
    Field made = field(schema.constData());
    int depth = 0;
    while (made.kind == FieldKind::group) {
      ++depth;
      made = Field(made.members.at(0));
    }
    QCOMPARE(made.kind, FieldKind::json);
    QVERIFY(depth < 10);
  }

  void messagesGetAConversation() {
    const Field state = field(schemas::kChat);
    QCOMPARE(state.members[0].kind, FieldKind::messages);
    QCOMPARE(state.members[1].members[0].kind, FieldKind::list);
  }

  void startsWithDefaultsAndWhatIsRequired() {
    QCOMPARE(starting(schemas::kOrder), QStringLiteral(R"({"id":1,"lines":[]})"));
    QCOMPARE(
        starting(R"({"properties": {"messages": {"type": "array", "items": {}}, "n": {"type": "integer"}}})"),
        QStringLiteral(R"({"messages":[{"role":"user","content":""}]})"));
    QCOMPARE(starting(R"({"required": ["n"], "properties": {"n": {"type": "number", "default": 0.5}}})"),
             QStringLiteral(R"({"n":0.5})"));
  }

  void differencesAreFoundInPlace_data() {
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("found");
    const auto row = [](const char* name, const char* value, const char* found) {
      QTest::newRow(name) << QString::fromLatin1(value) << QString::fromLatin1(found);
    };
    row("fine", R"({"id": 7, "lines": [{"what": "tea"}], "paid": null, "more": 1})", "");
    row("missing", R"({"id": 7})", "lines: This is required.");
    row("text for a number", R"({"id": "7", "lines": []})", "id: A whole number is expected.");
    row("fraction", R"({"id": 7.5, "lines": []})", "id: A whole number is expected.");
    row("too small", R"({"id": 0, "lines": []})", "id: At least 1.");
    row("inside a list", R"({"id": 1, "lines": [{"what": "tea"}, {"what": 3}]})",
        "lines[1].what: Text is expected.");
    row("no choice", R"({"id": 1, "lines": [], "size": "tiny"})", "size: This is none of the choices.");
    row("null", R"({"id": null, "lines": []})", "id: Null is not allowed here.");
    row("no list", R"({"id": 1, "lines": {}})", "lines: A list is expected.");
    row("no object", "[]", ": An object is expected.");
  }

  void differencesAreFoundInPlace() {
    QFETCH(QString, value);
    QFETCH(QString, found);
    QCOMPARE(problems(schemas::kOrder, value.toUtf8().constData()).join(u'\n'), found);
  }

  void aMessageWithoutContentIsNamed() {
    constexpr char kSchema[] = R"({"properties": {"messages": {"type": "array", "items": {}}}})";
    QCOMPARE(problems(kSchema, R"({"messages": [{"role": "user", "content": "hi"}, {"role": "user"}]})"),
             QStringList{QStringLiteral("messages[1]: A message has content.")});
    QVERIFY(problems(kSchema, R"({"messages": "hi"})").isEmpty());
  }
};

QTEST_APPLESS_MAIN(FormTest)
#include "form_test.moc"
