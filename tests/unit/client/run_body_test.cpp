// SPDX-License-Identifier: Apache-2.0
#include "backend/client/api/run_body.h"

#include <QTest>

using namespace heddle;
using client::RunRequest;

namespace {

QByteArray body(const RunRequest& request) {
  const auto made = client::runBody(request);
  return made ? *made : QByteArray::fromStdString("refused: " + made.error().message);
}

RunRequest plain() {
  RunRequest request;
  request.assistant = "agent";
  request.input = "{\"z\":1.0,\"a\":12345678901234567890}";
  request.streamModes = {"values"};
  return request;
}

}  // namespace

class RunBodyTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatIsNotChosenIsLeftToTheServer() {
    QCOMPARE(body(plain()),
             QByteArray("{\"assistant_id\":\"agent\",\"input\":{\"z\":1.0,\"a\":12345678901234567890},"
                        "\"stream_mode\":[\"values\"],\"stream_subgraphs\":true,"
                        "\"stream_resumable\":true}"));
  }

  void everyOptionIsSent() {
    RunRequest request = plain();
    request.configurable = "{\"model\": \"x\"}";
    request.context = "{\"user\": 7}";
    request.recursionLimit = 50;
    request.interruptBefore = {"plan", "write"};
    request.interruptAfter = {"*"};
    request.multitask = "rollback";
    request.durability = "exit";
    request.onCompletion = "keep";
    request.subgraphs = false;
    const QByteArray sent = body(request);
    QVERIFY(wire::parseJson(sent.toStdString()));
    for (const char* part :
         {"\"config\":{\"configurable\":{\"model\":\"x\"},\"recursion_limit\":50}",
          "\"context\":{\"user\":7}", "\"interrupt_before\":[\"plan\",\"write\"]",
          "\"interrupt_after\":\"*\"", "\"multitask_strategy\":\"rollback\"", "\"durability\":\"exit\"",
          "\"on_completion\":\"keep\"", "\"stream_subgraphs\":false"})
      QVERIFY2(sent.contains(part), part);
  }

  void aLimitAloneIsConfigToo() {
    RunRequest request = plain();
    request.recursionLimit = 9;
    QVERIFY(body(request).contains("\"config\":{\"recursion_limit\":9}"));
  }

  void aCommandReplacesTheInput() {
    RunRequest request = plain();
    request.command = "{\"resume\": true}";
    QVERIFY(body(request).contains("\"command\":{\"resume\":true}"));
    QVERIFY(!body(request).contains("\"input\""));
  }

  void brokenDocumentsAreNamed_data() {
    QTest::addColumn<QString>("where");
    for (const char* where : {"input", "command", "configurable", "context"})
      QTest::newRow(where) << QString::fromLatin1(where);
  }

  void brokenDocumentsAreNamed() {
    QFETCH(QString, where);
    RunRequest request = plain();
    std::string& document = where == u"input"          ? request.input
                            : where == u"command"      ? request.command
                            : where == u"configurable" ? request.configurable
                                                       : request.context;
    document = "{\"a\":";
    QVERIFY2(body(request).startsWith(QByteArray(QByteArray("refused: The ") + where.toUtf8())),
             body(request).constData());
  }
};

QTEST_APPLESS_MAIN(RunBodyTest)
#include "run_body_test.moc"
