// SPDX-License-Identifier: Apache-2.0
#include "backend/net/request_reader.h"

#include <random>

#include <QTest>

using namespace heddle::net;
using State = RequestReader::State;

namespace {

/// Feeds `bytes` in pieces of the given sizes as a session does: what was not consumed is offered again.
State feedCut(RequestReader& reader, std::string_view bytes, const std::vector<std::size_t>& cuts) {
  std::string waiting;
  for (const auto cut : cuts) {
    waiting.append(bytes.substr(0, cut));
    bytes.remove_prefix(std::min(cut, bytes.size()));
    for (;;) {
      const auto before = reader.state();
      const auto used = reader.feed(waiting);
      waiting.erase(0, used);
      if (reader.state() == before || reader.state() != State::body || waiting.empty()) break;
    }
  }
  return reader.state();
}

std::vector<std::size_t> whole(std::string_view bytes) {
  return {bytes.size()};
}
std::vector<std::size_t> single(std::string_view bytes) {
  return std::vector<std::size_t>(bytes.size(), 1);
}
std::vector<std::size_t> random(std::string_view bytes, unsigned seed) {
  std::mt19937 generator(seed);
  std::vector<std::size_t> cuts;
  for (std::size_t left = bytes.size(); left > 0;) {
    const auto cut = std::min<std::size_t>(left, 1 + generator() % 20);
    cuts.push_back(cut);
    left -= cut;
  }
  return cuts;
}

}  // namespace

class RequestReaderTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsHoweverCut_data();
  void readsHoweverCut();
  void refuses_data();
  void refuses();
  void leavesPipelinedBytes();
  void announcesContinue();
};

void RequestReaderTest::readsHoweverCut_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QByteArray>("path");
  QTest::addColumn<QByteArray>("body");
  QTest::addColumn<bool>("keepAlive");
  QTest::newRow("get") << QByteArray("GET /ok HTTP/1.1\r\nHost: a\r\n\r\n") << QByteArray("/ok")
                       << QByteArray() << true;
  QTest::newRow("length")
      << QByteArray("POST /threads?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n{\"a\": true}")
      << QByteArray("/threads") << QByteArray("{\"a\": true}") << true;
  QTest::newRow("chunked") << QByteArray(
                                  "POST /t HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "5\r\n{\"a\":\r\n6;x=y\r\n true}\r\n0\r\n\r\n")
                           << QByteArray("/t") << QByteArray("{\"a\": true}") << true;
  QTest::newRow("old") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("/") << QByteArray() << false;
  QTest::newRow("close") << QByteArray("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") << QByteArray("/")
                         << QByteArray() << false;
  QTest::newRow("empty lines first") << QByteArray("\r\n\r\nGET / HTTP/1.1\r\n\r\n") << QByteArray("/")
                                     << QByteArray() << true;
}

void RequestReaderTest::readsHoweverCut() {
  QFETCH(QByteArray, bytes);
  QFETCH(QByteArray, path);
  QFETCH(QByteArray, body);
  QFETCH(bool, keepAlive);
  const auto text = bytes.toStdString();
  std::vector<std::vector<std::size_t>> ways{whole(text), single(text)};
  for (unsigned seed = 1; seed <= 50; ++seed)
    ways.push_back(random(text, seed));
  for (std::size_t way = 0; way < ways.size(); ++way) {
    RequestReader reader({});
    QVERIFY2(feedCut(reader, text, ways[way]) == State::done, qPrintable(QString::number(way)));
    QCOMPARE(reader.keepAlive(), keepAlive);
    const auto request = reader.take();
    QCOMPARE(QByteArray::fromStdString(request.path), path);
    QCOMPARE(QByteArray::fromStdString(request.body), body);
    for (const auto& header : request.headers)
      QCOMPARE(QByteArray::fromStdString(header.name).toLower(), QByteArray::fromStdString(header.name));
  }
}

void RequestReaderTest::refuses_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("state");
  const auto row = [](const char* name, const QByteArray& bytes, State state) {
    QTest::newRow(name) << bytes << static_cast<int>(state);
  };
  row("noise", "\x16\x03\x01\x02\x00\r\n\r\n", State::malformed);
  row("no version", "GET /\r\n\r\n", State::malformed);
  row("other version", "GET / HTTP/3.0\r\n\r\n", State::malformed);
  row("space in the target", "GET /a b HTTP/1.1\r\n\r\n", State::malformed);
  row("header without colon", "GET / HTTP/1.1\r\nhost\r\n\r\n", State::malformed);
  row("two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", State::malformed);
  row("negative length", "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", State::malformed);
  row("length and chunks", "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      State::malformed);
  row("bad chunk", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", State::malformed);
  row("long header", "GET / HTTP/1.1\r\nx: " + QByteArray(5000, 'x') + "\r\n\r\n", State::headTooLarge);
  row("long body", "POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n", State::bodyTooLarge);
  row("long chunks",
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + QByteArray(101, 'x') + "\r\n",
      State::bodyTooLarge);
}

void RequestReaderTest::refuses() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, state);
  const auto text = bytes.toStdString();
  for (const auto& cuts : {whole(text), single(text), random(text, 7)}) {
    RequestReader reader({4096, 100});
    QCOMPARE(static_cast<int>(feedCut(reader, text, cuts)), state);
  }
}

void RequestReaderTest::leavesPipelinedBytes() {
  const std::string_view both = "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n";
  RequestReader first({});
  const auto used = first.feed(both);
  QVERIFY(first.state() == State::done);
  QCOMPARE(used, both.size() / 2);
  RequestReader second({});
  second.feed(both.substr(used));
  QCOMPARE(second.take().path, std::string("/b"));
}

void RequestReaderTest::announcesContinue() {
  RequestReader reader({});
  const std::string_view head = "POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
  QCOMPARE(reader.feed(head), head.size());
  QVERIFY(reader.state() == State::body);
  QVERIFY(reader.expectsContinue());
  reader.feed("{}");
  QVERIFY(reader.state() == State::done);
}

QTEST_APPLESS_MAIN(RequestReaderTest)
#include "request_reader_test.moc"
