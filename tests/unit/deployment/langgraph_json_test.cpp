// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/langgraph_json.h"

#include <QtTest/QtTest>

using namespace heddle;
using namespace heddle::deployment;

class LanggraphJsonTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsTheWhole();
  void environmentForms();
  void warnings();
  void languages_data();
  void languages();
  void refuses_data();
  void refuses();
  void everyCutIsRefused();
  void filesOnDisk();

 private:
  core::Result<LanggraphConfig> parse(const QByteArray& text) {
    return parseLanggraphJson(text.toStdString(), "/p/langgraph.json", "/p");
  }
  void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  }
};

void LanggraphJsonTest::readsTheWhole() {
  const auto config =
      parse(R"({"graphs": {"a": "./a.py:graph", "b": {"path": "pkg.mod:make", "description": "B"}},
      "dependencies": [".", "httpx"], "python_version": 3.11, "node_version": "20", "env": ".env"})");
  QVERIFY(config.has_value());
  QCOMPARE(config->graphs.size(), std::size_t{2});
  QCOMPARE(config->graphs[0].id, std::string("a"));
  QCOMPARE(config->graphs[0].path, std::string("./a.py"));
  QCOMPARE(config->graphs[0].variable, std::string("graph"));
  QCOMPARE(config->graphs[1].description, std::string("B"));
  QCOMPARE(config->graphs[1].raw.text, std::string(R"({"path":"pkg.mod:make","description":"B"})"));
  QCOMPARE(config->dependencies, (std::vector<std::string>{".", "httpx"}));
  QCOMPARE(*config->pythonVersion, std::string("3.11"));
  QCOMPARE(config->environmentFile, std::string("/p/.env"));
  QVERIFY(config->warnings.empty());
}

void LanggraphJsonTest::environmentForms() {
  const auto object =
      parse(R"({"graphs": {"a": "a.py:g"}, "env": {"A": "1", "N": 2, "R": 0.5, "F": true, "Z": null}})");
  QVERIFY(object.has_value());
  const EnvironmentEntries expected = {{"A", "1"}, {"N", "2"}, {"R", "0.5"}, {"F", "true"}};
  QCOMPARE(object->environment, expected);
  const auto list = parse(R"({"graphs": {"a": "a.py:g"}, "env": ["OPENAI_API_KEY"]})");
  QVERIFY(list.has_value());
  QCOMPARE(list->environmentNames, std::vector<std::string>{"OPENAI_API_KEY"});
}

void LanggraphJsonTest::warnings() {
  const auto config = parse(
      R"({"graphs": {"a": "a.py:g"}, "grafs": 1, "encryption": {"path": "x"}, "dockerfile_lines": []})");
  QVERIFY(config.has_value());
  QCOMPARE(config->warnings.size(), std::size_t{2});
  QVERIFY(config->warnings[0].find("\"grafs\" is unknown") != std::string::npos);
  QVERIFY(config->warnings[1].find("\"encryption\" is not served") != std::string::npos);
  const auto http = [this](const QByteArray& section) {
    return parse("{\"graphs\": {\"a\": \"a.py:g\"}, \"http\": {\"app\": \"a.py:app\", " + section + "}}");
  };
  QVERIFY(http(R"("enable_custom_route_auth": true, "middleware_order": "auth_first")")->warnings.empty());
  QCOMPARE(http(R"("middleware_order": "middleware_first")")->warnings.size(), std::size_t{1});
}

void LanggraphJsonTest::languages_data() {
  QTest::addColumn<QByteArray>("path");
  QTest::addColumn<bool>("python");
  QTest::newRow("file") << QByteArray("./a.py:g") << true;
  QTest::newRow("module") << QByteArray("pkg.mod:g") << true;
  QTest::newRow("typescript") << QByteArray("./a.ts:g") << false;
  QTest::newRow("module javascript") << QByteArray("./a.mjs:g") << false;
}

void LanggraphJsonTest::languages() {
  QFETCH(QByteArray, path);
  QFETCH(bool, python);
  const auto config = parse("{\"graphs\": {\"a\": \"" + path + "\"}}");
  QVERIFY(config.has_value());
  QCOMPARE(config->graphs[0].isPython(), python);
}

void LanggraphJsonTest::refuses_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("says");
  QTest::newRow("empty") << QByteArray("") << QByteArray("not valid JSON at line 1");
  QTest::newRow("syntax") << QByteArray("{\n  \"graphs\": {,}\n}") << QByteArray("line 2, column 14");
  QTest::newRow("trailing") << QByteArray("{} x") << QByteArray("text behind the closing brace");
  QTest::newRow("list") << QByteArray("[]") << QByteArray("one JSON object");
  QTest::newRow("no graphs") << QByteArray("{}") << QByteArray("\"graphs\" is missing");
  QTest::newRow("graphs list") << QByteArray(R"({"graphs": []})")
                               << QByteArray("\"graphs\" must be an object");
  QTest::newRow("no graph") << QByteArray(R"({"graphs": {}})") << QByteArray("\"graphs\" is empty");
  QTest::newRow("number") << QByteArray(R"({"graphs": {"a": 1}})") << QByteArray("graphs.a must be text");
  QTest::newRow("no variable") << QByteArray(R"({"graphs": {"a": "./a.py"}})")
                               << QByteArray("graphs.a: \"./a.py\" names no variable");
  QTest::newRow("colon at end") << QByteArray(R"({"graphs": {"a": "./a.py:"}})")
                                << QByteArray("names no variable");
  QTest::newRow("no path") << QByteArray(R"({"graphs": {"a": {}}})") << QByteArray("needs a \"path\"");
  QTest::newRow("description") << QByteArray(R"({"graphs": {"a": {"path": "a.py:g", "description": 1}}})")
                               << QByteArray("graphs.a.description");
  QTest::newRow("dependencies") << QByteArray(R"({"graphs": {"a": "a.py:g"}, "dependencies": "."})")
                                << QByteArray("\"dependencies\" must be a list");
  QTest::newRow("env number") << QByteArray(R"({"graphs": {"a": "a.py:g"}, "env": 1})")
                              << QByteArray("\"env\" must be");
  QTest::newRow("env nested") << QByteArray(R"({"graphs": {"a": "a.py:g"}, "env": {"A": []}})")
                              << QByteArray("env.A must be text");
  QTest::newRow("app") << QByteArray(R"({"graphs": {"a": "a.py:g"}, "http": {"app": "./app.py"}})")
                       << QByteArray("http.app must be text like");
  QTest::newRow("version") << QByteArray(R"({"graphs": {"a": "a.py:g"}, "python_version": []})")
                           << QByteArray("\"python_version\" must be text");
}

void LanggraphJsonTest::refuses() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, says);
  const auto config = parse(text);
  QVERIFY(!config.has_value());
  const std::string& message = config.error().message;
  QVERIFY2(message.rfind("/p/langgraph.json: ", 0) == 0, message.c_str());
  QVERIFY2(message.find(says.toStdString()) != std::string::npos, message.c_str());
  QVERIFY(message.find('\n') == std::string::npos);
}

void LanggraphJsonTest::everyCutIsRefused() {
  const QByteArray whole = R"({"graphs": {"a": "./a.py:g", "b": {"path": "x:y"}}, "env": {"A": "\u00e9"}})";
  QVERIFY(parse(whole).has_value());
  for (int length = 0; length < whole.size(); ++length)
    QVERIFY(!parse(whole.left(length)).has_value());
}

void LanggraphJsonTest::filesOnDisk() {
  QTemporaryDir folder;
  const QString config = folder.filePath(QStringLiteral("langgraph.json"));
  const auto missing = readLanggraphJson(config.toStdString());
  QVERIFY(!missing && missing.error().code == core::ErrorCode::notFound);
  QVERIFY(missing.error().message.find("--config") != std::string::npos);
  QVERIFY(!readLanggraphJson(folder.path().toStdString()).has_value());

  write(config, R"({"graphs": {"a": "./a.py:g"}, "env": "my.env"})");
  const auto noEnv = readLanggraphJson(config.toStdString());
  QVERIFY(!noEnv && noEnv.error().message.find("my.env") != std::string::npos);
  write(folder.filePath(QStringLiteral("my.env")), "A='1");
  const auto broken = readLanggraphJson(config.toStdString());
  QVERIFY(!broken && broken.error().message.find("my.env, line 1") != std::string::npos);
  write(folder.filePath(QStringLiteral("my.env")), "A=1\n");
  const auto good = readLanggraphJson(config.toStdString());
  QVERIFY(good.has_value());
  QCOMPARE(good->environment, (EnvironmentEntries{{"A", "1"}}));
  QCOMPARE(good->directory, folder.path().toStdString());
}

QTEST_APPLESS_MAIN(LanggraphJsonTest)
#include "langgraph_json_test.moc"
