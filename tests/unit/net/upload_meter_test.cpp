// SPDX-License-Identifier: Apache-2.0
#include "backend/net/upload_meter.h"

#include <QTest>

using namespace heddle::net;
using State = UploadMeter::State;

class UploadMeterTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void nothingComesWithoutABody();
  void lengthsEndTheUpload();
  void chunksEndTheUpload_data();
  void chunksEndTheUpload();
  void chunksAreHeldAgainstTheLimit();
  void brokenChunksAreRefused_data();
  void brokenChunksAreRefused();
};

namespace {

UploadMeter chunkedMeter(std::size_t limit) {
  Request head;
  head.headers.push_back({"transfer-encoding", "chunked"});
  return {head, limit};
}

}  // namespace

void UploadMeterTest::nothingComesWithoutABody() {
  UploadMeter none(Request{}, 10);
  QCOMPARE(none.state(), State::done);
  QCOMPARE(none.feed("GET / HTTP/1.1\r\n"), std::size_t{0});
}

void UploadMeterTest::lengthsEndTheUpload() {
  Request head;
  head.headers.push_back({"content-length", "5"});
  UploadMeter meter(head, 10);
  QCOMPARE(meter.feed("abc"), std::size_t{3});
  QCOMPARE(meter.state(), State::more);
  QCOMPARE(meter.feed("deGET"), std::size_t{2});
  QCOMPARE(meter.state(), State::done);
}

void UploadMeterTest::chunksEndTheUpload_data() {
  QTest::addColumn<QByteArray>("upload");
  QTest::newRow("one") << QByteArray("3\r\nabc\r\n0\r\n\r\n");
  QTest::newRow("many") << QByteArray("1\r\na\r\nA\r\n0123456789\r\n000\r\n\r\n");
  QTest::newRow("extension") << QByteArray("3;x=\"y\"\r\nabc\r\n0 ;z\r\n\r\n");
  QTest::newRow("trailers") << QByteArray("1\r\n\n\r\n0\r\na: b\r\nc: d\r\n\r\n");
  QTest::newRow("none") << QByteArray("0\r\n\r\n");
}

/// At once, and byte by byte: the cut makes no difference.
void UploadMeterTest::chunksEndTheUpload() {
  QFETCH(QByteArray, upload);
  const auto text = upload.toStdString();
  auto atOnce = chunkedMeter(11);
  QCOMPARE(atOnce.feed(text + "5\r\n"), text.size());
  QCOMPARE(atOnce.state(), State::done);
  auto slowly = chunkedMeter(11);
  for (std::size_t at = 0; at < text.size(); ++at) {
    QCOMPARE(slowly.state(), State::more);
    QCOMPARE(slowly.feed(std::string_view(text).substr(at, 1)), std::size_t{1});
  }
  QCOMPARE(slowly.state(), State::done);
}

void UploadMeterTest::chunksAreHeldAgainstTheLimit() {
  auto within = chunkedMeter(4);
  within.feed("2\r\nab\r\n2\r\ncd\r\n");
  QCOMPARE(within.state(), State::more);
  within.feed("1\r\n");
  QCOMPARE(within.state(), State::tooLarge);
  QCOMPARE(within.feed("e"), std::size_t{0});
}

void UploadMeterTest::brokenChunksAreRefused_data() {
  QTest::addColumn<QByteArray>("upload");
  QTest::newRow("no size") << QByteArray("\r\n");
  QTest::newRow("no digits") << QByteArray(";x\r\n");
  QTest::newRow("sign") << QByteArray("-1\r\n");
  QTest::newRow("line feed alone") << QByteArray("1\na\r\n");
  QTest::newRow("line feed in an extension") << QByteArray("1;x\na\r\n");
  QTest::newRow("longer than it says") << QByteArray("1\r\nab\r\n");
  QTest::newRow("carriage return alone") << QByteArray("1\r\na\r\r");
  QTest::newRow("huge size") << QByteArray("11111111111111111\r\n");
  QTest::newRow("endless extension") << QByteArray("1;") + QByteArray(20'000, 'x');
  QTest::newRow("endless trailers") << QByteArray("0\r\n") + QByteArray("a: b\r\n").repeated(4000);
}

void UploadMeterTest::brokenChunksAreRefused() {
  QFETCH(QByteArray, upload);
  auto meter = chunkedMeter(1000);
  meter.feed(upload.toStdString());
  QCOMPARE(meter.state(), State::malformed);
}

QTEST_GUILESS_MAIN(UploadMeterTest)
#include "upload_meter_test.moc"
