// SPDX-License-Identifier: Apache-2.0
#include "backend/api/api_keys.h"
#include "backend/api/auth_handler.h"
#include "backend/api/header_rules.h"
#include "backend/api/questions.h"

#include <QTest>

using namespace heddle;
using namespace heddle::api;

namespace {

const AssistantNaming kAsIs = [](std::string_view name) { return std::string(name); };

net::Request request(std::string body, std::string_view query = {}) {
  net::Request made;
  made.method = net::Method::post;
  made.body = std::move(body);
  made.query = net::Query(query);
  return made;
}

}  // namespace

class AuthTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keysAreWholeWords() {
    const auto keys = ApiKeys::fromList(" a,bb\n\tccc,, ");
    QCOMPARE(keys.all().size(), std::size_t{3});
    QVERIFY(keys.admits("a") && keys.admits("bb") && keys.admits("ccc"));
    for (const auto* wrong : {"", "b", "bbb", "cc", "cccc", "a,bb", "A"})
      QVERIFY2(!keys.admits(wrong), wrong);
    QVERIFY(!ApiKeys().admits(""));
    QVERIFY(ApiKeys::fromList(" ,\n").empty());
  }

  void twoFiltersLetThroughWhatBothDo() {
    core::AccessFilter filter;
    const core::AccessFilter mine{{{R"({"a":1})"}}, {{"k", {"1"}}}, {"x", "y"}};
    filter.narrow(mine);
    filter.narrow(core::AccessFilter{});
    QVERIFY(filter.contains.size() == 1 && filter.equal.size() == 1 && filter.anyway.size() == 2);
    filter.narrow(core::AccessFilter{{}, {{"k", {"2"}}}, {"y", "z"}});
    QVERIFY(filter.contains.size() == 1 && filter.equal.size() == 2);
    QCOMPARE(filter.anyway, std::vector<std::string>{"y"});
  }

  void headerPatterns() {
    const HeaderRules rules{{"x-*", "*-id"}, {"x-secret*"}};
    QVERIFY(rules.takes("x-a") && rules.takes("x-") && rules.takes("trace-id"));
    QVERIFY(!rules.takes("x-secret-id") && !rules.takes("ax-") && !rules.takes("id"));
    QVERIFY(!HeaderRules::forGraphs().takes("x-api-key") && HeaderRules::forGraphs().takes("user-agent"));
  }

  void filters() {
    const auto filter =
        *filterOf(R"({"a":"x","b":{"$eq":[1]},"c":{"$contains":"m"},"d":{"$contains":["m","n"]}})");
    QCOMPARE(filter.contains.size(), std::size_t{4});
    QCOMPARE(filter.contains[0].text, std::string(R"({"a":"x"})"));
    QCOMPARE(filter.contains[1].text, std::string(R"({"b":[1]})"));
    QCOMPARE(filter.contains[2].text, std::string(R"({"c":["m"]})"));
    QCOMPARE(filter.contains[3].text, std::string(R"({"d":["m","n"]})"));
    QCOMPARE(filter.equal.size(), std::size_t{1});  // containment alone would let [1, 2] through
    QVERIFY(filterOf("null")->everything() && filterOf("{}")->everything());
    QVERIFY(!filterOf(R"({"a":{"$like":"x"}})") && !filterOf(R"({"$or":[]})"));
  }

  void aNewThreadHasItsIdBeforeAnybodyIsAsked() {
    auto asked = request("");
    const Access create(Part::threads, "threads", "create");
    const auto questions = questionsOf(create, asked, kAsIs);
    QCOMPARE(questions.size(), std::size_t{1});
    const auto id = questions[0].value.string("thread_id");
    QCOMPARE(id.size(), std::size_t{36});
    QCOMPARE(JsonObject(asked.body).string("thread_id"), id);
    applyChanges(create, asked, 0, JsonObject(R"({"metadata":{"owner":"a"}})"));
    QCOMPARE(std::string(JsonObject(asked.body).raw("metadata")), std::string(R"({"owner":"a"})"));
  }

  void runsAskForTheirAssistantToo() {
    const Access run(Part::runs, "threads", "create_run");
    auto asked =
        request(R"([{"assistant_id":"g","input":{"n":1.10}},{"assistant_id":"h","metadata":{"k":1}}])");
    const auto questions = questionsOf(run, asked, kAsIs);
    QCOMPARE(questions.size(), std::size_t{4});
    QCOMPARE(std::string(questions[0].value.raw("kwargs")), std::string(R"({"input":{"n":1.10}})"));
    QCOMPARE(std::string(questions[1].value.raw("metadata")), std::string(R"({"k":1})"));
    QVERIFY(questions[3].resource == "assistants" && questions[3].value.string("assistant_id") == "h");
    applyChanges(run, asked, 1, JsonObject(R"({"metadata":{"k":2},"kwargs":{"input":3}})"));
    QCOMPARE(asked.body, std::string(R"([{"assistant_id":"g","input":{"n":1.10}},)"
                                     R"({"assistant_id":"h","metadata":{"k":2},"input":3}])"));
  }

  void storeNamespacesGoBackWhereTheyCameFrom() {
    const Access get(Part::store, "store", "get"), search(Part::store, "store", "search");
    auto asked = request("", "namespace=a.b&key=k%20y&refresh_ttl=false");
    QCOMPARE(std::string(questionsOf(get, asked, kAsIs)[0].value.raw("namespace")),
             std::string(R"(["a","b"])"));
    applyChanges(get, asked, 0, JsonObject(R"({"namespace":["u","a","b"]})"));
    QCOMPARE(std::string(*asked.query.find("namespace")), std::string(R"(["u","a","b"])"));
    QVERIFY(asked.query.find("key") == "k y" && asked.query.find("refresh_ttl") == "false");
    auto wide = request("{}");
    QCOMPARE(std::string(questionsOf(search, wide, kAsIs)[0].value.raw("namespace")), std::string("[]"));
    applyChanges(search, wide, 0, JsonObject(R"({"namespace":["u"]})"));
    QCOMPARE(wide.body, std::string(R"({"namespace_prefix":["u"]})"));
  }

  void whatIsOnlyReadStaysAsItWas() {
    const Access read(Part::threads, "threads", "read");
    auto asked = request(R"({"limit":3})");
    applyChanges(read, asked, 0, JsonObject(R"({"metadata":{"owner":"a"}})"));
    QCOMPARE(asked.body, std::string(R"({"limit":3})"));
    auto broken = request("{");
    QCOMPARE(questionsOf(read, broken, kAsIs).size(), std::size_t{1});
  }
};

QTEST_APPLESS_MAIN(AuthTest)
#include "auth_test.moc"
