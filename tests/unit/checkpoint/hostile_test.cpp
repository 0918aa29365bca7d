// SPDX-License-Identifier: Apache-2.0
// Blobs made to cost more than they hold: lengths that lie, text that doubles.
#include "backend/checkpoint/msgpack.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string>

#include <QTest>

using namespace heddle;

namespace {

std::size_t largestAllocation = 0;

}  // namespace

void* operator new(std::size_t size) {
  largestAllocation = std::max(largestAllocation, size);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

class HostileTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void lengthsReserveNoMemory_data();
  void lengthsReserveNoMemory();
  void keysWithinKeysStayShort();
  void keysAreCutBetweenCharacters();
  void extensionsWithinExtensionsEnd();
};

void HostileTest::lengthsReserveNoMemory_data() {
  QTest::addColumn<QByteArray>("header");
  // 2 097 152 items: as many as there are bytes behind the headers, so that no header alone is an obvious
  // lie.
  QTest::newRow("arrays in arrays") << QByteArray::fromHex("dd00200000");
  QTest::newRow("maps in maps") << QByteArray::fromHex("df00100000a161");
}

void HostileTest::lengthsReserveNoMemory() {
  QFETCH(const QByteArray, header);
  std::string blob;
  for (int level = 0; level < 150; ++level)
    blob += header.toStdString();
  blob.append(2'200'000, '\xc1');  // a tag that MessagePack never uses
  largestAllocation = 0;
  const auto decoded = checkpoint::decodeMsgpack(blob);
  const auto largest = largestAllocation;
  QVERIFY(decoded.has_error());
  QCOMPARE(decoded.error().code, core::ErrorCode::invalid);
  QVERIFY2(largest < 256 * 1024, qPrintable(QString::number(largest) + QStringLiteral(" bytes at once")));
}

/// A map is the only key of a map that is the only key of a map … Written as text, each level doubles the
/// escapes of the one within.
void HostileTest::keysWithinKeysStayShort() {
  constexpr int kLevels = 20;
  largestAllocation = 0;
  const auto decoded =
      checkpoint::decodeMsgpack(std::string(kLevels, '\x81') + std::string(kLevels + 1, '\xc0'));
  const auto largest = largestAllocation;
  QVERIFY(decoded.has_value());
  QCOMPARE(decoded->hint(), std::string_view("map, keys not all text"));
  QVERIFY2(largest < 16 * 1024, qPrintable(QString::number(largest) + QStringLiteral(" bytes at once")));
}

/// A list as key, written as `["aé…`: its byte 256 is the second one of a letter.
void HostileTest::keysAreCutBetweenCharacters() {
  std::string text = "a";
  for (int i = 0; i < 200; ++i)
    text += "\xc3\xa9";
  const auto length = static_cast<char>(text.size() & 0xff);
  const auto decoded = checkpoint::decodeMsgpack("\x81\x91\xda\x01" + std::string(1, length) + text + "\xc0");
  QVERIFY(decoded.has_value());
  const auto& key = decoded->members().front().first;
  QCOMPARE(QString::fromStdString(key).toStdString(), key);  // no letter is halved
  QCOMPARE(key.find("… "), std::size_t{255});
}

/// One in the other, down to nothing: beyond the depth the whole is refused, and not only what is inside.
void HostileTest::extensionsWithinExtensionsEnd() {
  std::string bytes = "\xc0";
  for (int i = 0; i < 4; ++i)
    bytes = "\xc7" + std::string(1, static_cast<char>(bytes.size())) + "\x05" + bytes;
  checkpoint::DecodeLimits limits;
  limits.depth = 4;
  QVERIFY(checkpoint::decodeMsgpack(bytes, limits).has_value());
  limits.depth = 3;
  const auto refused = checkpoint::decodeMsgpack(bytes, limits);
  QVERIFY(refused.has_error());
  QCOMPARE(static_cast<int>(refused.error().code), static_cast<int>(core::ErrorCode::tooLarge));
}

QTEST_APPLESS_MAIN(HostileTest)
#include "hostile_test.moc"
