// SPDX-License-Identifier: Apache-2.0
#include "app/server/command_line.h"
#include "app/server/listen_check.h"
#include "app/server/node_runtime.h"
#include "app/server/python_runtime.h"
#include "app/server/service_uris.h"
#include "app/server/settings.h"
#include "app/server/vendor_variables.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QtTest/QtTest>

using namespace heddle;
using namespace heddle::server;

namespace {

std::variant<Command, int> parse(std::vector<std::string> words) {
  words.insert(words.begin(), "heddle-server");
  std::vector<char*> argv;
  for (std::string& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  return parseCommandLine(static_cast<int>(words.size()), argv.data());
}

}  // namespace

class ServerPartsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void commandLines();
  void commandLineMistakes_data();
  void commandLineMistakes();
  void pythonIsChosenInOrder();
  void runnerPackageIsFoundInBothLayouts();
  void nodeIsChosenInOrder();
  void oldNodesAreNotTaken();
  void takenPortIsASentence();
  void settingsFromEnvironment();
  void vendorVariables();
  void namesOfAControlPlane();
  void databaseFromItsVariables_data();
  void databaseFromItsVariables();

 private:
  void makeProgram(const QString& path) {
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::ExeOwner));
  }
};

void ServerPartsTest::commandLines() {
  qputenv("PORT", "8123");
  QCOMPARE(int{std::get<DevArguments>(std::get<Command>(parse({"dev"}))).port}, 2024);
  QCOMPARE(int{std::get<ServeArguments>(std::get<Command>(parse({"serve"}))).port}, 8123);
  QCOMPARE(int{std::get<ServeArguments>(std::get<Command>(parse({"serve", "--port", "1"}))).port}, 1);
  qunsetenv("PORT");
  const auto dev = std::get<DevArguments>(std::get<Command>(parse({"dev"})));
  QCOMPARE(dev.config, std::string("langgraph.json"));
  QCOMPARE(dev.host, std::string("127.0.0.1"));
  QCOMPARE(int{dev.port}, 2024);
  QVERIFY(dev.reload && !dev.ephemeral && dev.dataDir.empty());
  const auto full =
      std::get<DevArguments>(std::get<Command>(parse({"dev", "--config", "a.json", "--host", "::1", "--port",
                                                      "0", "--no-reload", "--ephemeral", "--python", "p"})));
  QVERIFY(!full.reload && full.ephemeral && full.port == 0);
  QCOMPARE(full.python, std::string("p"));
  const auto serve = std::get<ServeArguments>(std::get<Command>(parse({"serve"})));
  QCOMPARE(serve.host, std::string("0.0.0.0"));
  QCOMPARE(int{serve.port}, 8000);
  QVERIFY(std::holds_alternative<MigrateArguments>(std::get<Command>(parse({"migrate"}))));
  QVERIFY(std::holds_alternative<VersionArguments>(std::get<Command>(parse({"version"}))));
}

void ServerPartsTest::commandLineMistakes_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<int>("code");
  QTest::newRow("nothing") << QStringList() << 2;
  QTest::newRow("unknown verb") << QStringList{QStringLiteral("fly")} << 2;
  QTest::newRow("port too large") << QStringList{QStringLiteral("dev"), QStringLiteral("--port"),
                                                 QStringLiteral("70000")}
                                  << 2;
  QTest::newRow("port no number") << QStringList{QStringLiteral("dev"), QStringLiteral("--port"),
                                                 QStringLiteral("x")}
                                  << 2;
  QTest::newRow("both folders") << QStringList{QStringLiteral("dev"), QStringLiteral("--ephemeral"),
                                               QStringLiteral("--data-dir"), QStringLiteral("d")}
                                << 2;
  QTest::newRow("serve has no data") << QStringList{QStringLiteral("serve"), QStringLiteral("--data-dir"),
                                                    QStringLiteral("d")}
                                     << 2;
  QTest::newRow("help") << QStringList{QStringLiteral("--help")} << 0;
}

void ServerPartsTest::commandLineMistakes() {
  QFETCH(QStringList, words);
  QFETCH(int, code);
  std::vector<std::string> plain;
  for (const QString& word : words)
    plain.push_back(word.toStdString());
  QCOMPARE(std::get<int>(parse(plain)), code);
}

void ServerPartsTest::pythonIsChosenInOrder() {
  QTemporaryDir root;
  PythonSearch search;
  search.projectFolder = root.filePath(QStringLiteral("project")).toStdString();
  search.programFolder = root.filePath(QStringLiteral("tree/build/dev/bin")).toStdString();
  search.searchPath = root.filePath(QStringLiteral("usr/bin")).toStdString();
  QVERIFY(!choosePython(search));
  const auto expect = [&search](const QString& path, const char* because) {
    const auto chosen = choosePython(search);
    QVERIFY(chosen.has_value());
    QCOMPARE(QString::fromStdString(chosen->program), path);
    QCOMPARE(chosen->because, std::string(because));
  };
  const auto place = [this, &root](const char* path) {
    const QString full = root.filePath(QString::fromLatin1(path));
    makeProgram(full);
    return full;
  };
  expect(place("usr/bin/python3"), "python3 on the path");
  expect(place("tree/.cache/venv/bin/python"), "heddle's own environment");
  expect(place("project/.venv/bin/python"), ".venv beside langgraph.json");
  const QString active = place("active/bin/python");
  search.virtualEnv = root.filePath(QStringLiteral("active")).toStdString();
  expect(active, "VIRTUAL_ENV");
  const QString asked = place("asked/python3.12");
  search.asked = asked.toStdString();
  expect(asked, "--python");
  search.asked = "python3";
  expect(root.filePath(QStringLiteral("usr/bin/python3")), "--python");
  search.asked = "/nowhere/python";
  QVERIFY(choosePython(search).error().message.find("/nowhere/python") != std::string::npos);
}

void ServerPartsTest::runnerPackageIsFoundInBothLayouts() {
  QTemporaryDir root;
  const std::string program = root.filePath(QStringLiteral("tree/build/dev/bin")).toStdString();
  const auto find = [](const std::string& folder) {
    return findRunner(folder, "python", "heddle_runner/__main__.py");
  };
  QVERIFY(!find(program));
  makeProgram(root.filePath(QStringLiteral("tree/backend/runners/python/heddle_runner/__main__.py")));
  QCOMPARE(QString::fromStdString(*find(program)),
           root.filePath(QStringLiteral("tree/backend/runners/python")));
  makeProgram(root.filePath(QStringLiteral("usr/share/heddle/runners/python/heddle_runner/__main__.py")));
  QCOMPARE(QString::fromStdString(*find(root.filePath(QStringLiteral("usr/bin")).toStdString())),
           root.filePath(QStringLiteral("usr/share/heddle/runners/python")));
}

void ServerPartsTest::nodeIsChosenInOrder() {
  QTemporaryDir root;
  NodeSearch search;
  search.programFolder = root.filePath(QStringLiteral("tree/build/dev/bin")).toStdString();
  search.searchPath = root.filePath(QStringLiteral("usr/bin")).toStdString();
  QVERIFY(nodeCandidates(search).error().message.find("--node") != std::string::npos);
  const QString usual = root.filePath(QStringLiteral("usr/bin/node"));
  const QString ours = root.filePath(QStringLiteral("tree/.cache/node/bin/node"));
  makeProgram(ours);
  makeProgram(usual);
  const auto found = nodeCandidates(search);
  QCOMPARE(found->size(), std::size_t{2});
  QCOMPARE(QString::fromStdString(found->at(0).program), usual);
  QCOMPARE(QString::fromStdString(found->at(1).program), ours);
  search.asked = ours.toStdString();
  QCOMPARE(nodeCandidates(search)->at(0).because, std::string("--node"));
  QCOMPARE(nodeCandidates(search)->size(), std::size_t{1});
  search.asked = "/nowhere/node";
  QVERIFY(nodeCandidates(search).error().message.find("/nowhere/node") != std::string::npos);
}

void ServerPartsTest::oldNodesAreNotTaken() {
  for (const char* version : {"v20.9.0", "v20.20.2", "v24.0.0", "v100.1.0"})
    QVERIFY2(isRecentNode(version), version);
  for (const char* version : {"v18.20.4", "v20.8.1", "", "node", "24.0.0"})
    QVERIFY2(!isRecentNode(version), version);
}

void ServerPartsTest::takenPortIsASentence() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  QCOMPARE(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  QCOMPARE(::listen(socket, 1), 0);
  socklen_t length = sizeof address;
  QCOMPARE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const std::uint16_t port = ntohs(address.sin_port);
  const auto taken = checkPortFree("127.0.0.1", port);
  QVERIFY(!taken && taken.error().message.find("port " + std::to_string(port)) != std::string::npos);
  ::close(socket);
  QVERIFY(checkPortFree("127.0.0.1", port).has_value());
  QVERIFY(checkPortFree("127.0.0.1", 0).has_value());
  const auto foreign = checkPortFree("192.0.2.1", 2024);
  QVERIFY(!foreign && foreign.error().message.find("--host") != std::string::npos);
  QCOMPARE(urlOf("::1", 80), std::string("http://[::1]:80"));
}

void ServerPartsTest::settingsFromEnvironment() {
  QCOMPARE(readSettings()->jobsPerWorker, 10);
  qputenv("N_JOBS_PER_WORKER", "3");
  qputenv("LOG_JSON", "true");
  QCOMPARE(readSettings()->jobsPerWorker, 3);
  QVERIFY(readSettings()->logFormat == heddle::observe::LogFormat::json);
  for (const char* wrong : {"0", "-1", "many", "3x", "99999999999999999999"}) {
    qputenv("N_JOBS_PER_WORKER", wrong);
    const auto settings = readSettings();
    QVERIFY2(!settings && settings.error().message.find("N_JOBS_PER_WORKER") != std::string::npos, wrong);
  }
  qunsetenv("N_JOBS_PER_WORKER");
  qunsetenv("LOG_JSON");
  for (const char* wrong : {"9lives_", "with space", "lg-api-"}) {
    qputenv("METRIC_PREFIX", wrong);
    const auto settings = readSettings();
    QVERIFY2(!settings && settings.error().message.find("METRIC_PREFIX") != std::string::npos, wrong);
  }
  qputenv("METRIC_PREFIX", "app:api_2_");
  QCOMPARE(readSettings()->metricPrefix, std::string("app:api_2_"));
  qunsetenv("METRIC_PREFIX");
}

void ServerPartsTest::vendorVariables() {
  deployment::LanggraphConfig config;
  QVERIFY(!*encryptsCheckpoints(config));
  QVERIFY(unusedVariables(config).empty());
  for (const auto& [size, fits] : {std::pair(15, false), {16, true}, {24, true}, {32, true}, {0, false}}) {
    config.environment = {{"LANGGRAPH_AES_KEY", std::string(static_cast<std::size_t>(size), 'k')}};
    QCOMPARE(encryptsCheckpoints(config).has_value(), fits);
  }
  qputenv("REDIS_CLUSTER", "false");
  qputenv("REDIS_MAX_CONNECTIONS", "50");
  qputenv("LS_MONGODB_URI", "mongodb://u:hunter2@h");
  config.environment = {{"LANGGRAPH_CLOUD_LICENSE_KEY", "hunter3"}};
  const auto sentences = unusedVariables(config);
  QCOMPARE(sentences.size(), std::size_t{3});
  QVERIFY(sentences[0].starts_with("LANGGRAPH_CLOUD_LICENSE_KEY") &&
          sentences[1].starts_with("LS_MONGODB_URI") && sentences[2].starts_with("REDIS_MAX_CONNECTIONS"));
  for (const auto& sentence : sentences)
    QVERIFY(sentence.find("hunter") == std::string::npos);
  qunsetenv("REDIS_CLUSTER");
  qunsetenv("LS_MONGODB_URI");
  qunsetenv("REDIS_MAX_CONNECTIONS");
}

void ServerPartsTest::databaseFromItsVariables_data() {
  QTest::addColumn<QString>("database");
  QTest::addColumn<QString>("alias");
  QTest::addColumn<QString>("direct");
  QTest::addColumn<QString>("serving");
  QTest::addColumn<QString>("migrating");
  QTest::addColumn<QString>("complaint");
  const QString uri = "postgres://u:hunter2@h:1/d",
                keywords = "user='u' password='hunter2' dbname='d' host='h' port='1'";
  QTest::newRow("none") << ""
                        << ""
                        << ""
                        << ""
                        << ""
                        << "set DATABASE_URI";
  QTest::newRow("primary") << uri << ""
                           << "" << keywords << keywords << "";
  QTest::newRow("alias") << "" << uri << "" << keywords << keywords << "";
  QTest::newRow("both, same place") << uri << "postgresql+psycopg://u:hunter2@h:1/d"
                                    << "" << keywords << keywords << "";
  QTest::newRow("both, other place") << uri << "postgres://u:hunter2@h:2/d"
                                     << ""
                                     << ""
                                     << ""
                                     << "different databases";
  QTest::newRow("socket folder") << "postgres://u:hunter2@/d?host=/run/pg"
                                 << ""
                                 << ""
                                 << "user='u' password='hunter2' dbname='d' host='/run/pg'"
                                 << "user='u' password='hunter2' dbname='d' host='/run/pg'"
                                 << "";
  QTest::newRow("direct") << uri << ""
                          << "host=direct" << keywords << "host='direct'"
                          << "";
  QTest::newRow("unreadable") << "postgres://u:hunter2@h/d?bogus=1"
                              << ""
                              << ""
                              << ""
                              << ""
                              << "DATABASE_URI: ";
  QTest::newRow("unreadable alias") << ""
                                    << "mysql://u:hunter2@h"
                                    << ""
                                    << ""
                                    << ""
                                    << "POSTGRES_URI: ";
}

void ServerPartsTest::databaseFromItsVariables() {
  QFETCH(const QString, database);
  QFETCH(const QString, alias);
  QFETCH(const QString, direct);
  QFETCH(const QString, complaint);
  qputenv("DATABASE_URI", database.toUtf8());
  qputenv("POSTGRES_URI", alias.toUtf8());
  qputenv("HEDDLE_MIGRATION_URI", direct.toUtf8());
  const auto uris = databaseFromEnvironment();
  for (const char* name : {"DATABASE_URI", "POSTGRES_URI", "HEDDLE_MIGRATION_URI"})
    qunsetenv(name);
  QCOMPARE(bool(uris), complaint.isEmpty());
  if (!uris) {
    const auto said = QString::fromStdString(uris.error().message);
    QVERIFY2(said.contains(complaint) && !said.contains("hunter2"), qPrintable(said));
    return;
  }
  QTEST(QString::fromStdString(uris->serving), "serving");
  QTEST(QString::fromStdString(uris->migrating), "migrating");
}

void ServerPartsTest::namesOfAControlPlane() {
  const QByteArray uri = "postgres://u:hunter2@h:1/d", redis = "redis://:hunter2@h:6379/3";
  qputenv("POSTGRES_URI_CUSTOM", uri);
  qputenv("REDIS_URI_CUSTOM", redis);
  QVERIFY(databaseFromEnvironment().has_value());
  QCOMPARE(QByteArray::fromStdString(*redisFromEnvironment()), redis);
  qputenv("DATABASE_URI", "postgres://u:hunter2@h:2/d");
  qputenv("REDIS_URI", "redis://:hunter2@h:6379/4");
  const auto database = databaseFromEnvironment();
  const auto both = redisFromEnvironment();
  for (const char* name : {"DATABASE_URI", "POSTGRES_URI_CUSTOM", "REDIS_URI", "REDIS_URI_CUSTOM"})
    qunsetenv(name);
  QVERIFY(!database && !both);
  QCOMPARE(
      QString::fromStdString(database.error().message),
      QStringLiteral("DATABASE_URI and POSTGRES_URI_CUSTOM name different databases: set one of them only"));
  QVERIFY(both.error().message.find("REDIS_URI_CUSTOM differ") != std::string::npos);
}

QTEST_GUILESS_MAIN(ServerPartsTest)
#include "parts_test.moc"
