// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/item_index.h"

#include <bit>

#include <QtTest>

using namespace heddle;
using storage::VectorRanking;

namespace {

void appendInt(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(number >> shift));
}

/// float4[] as array_send writes it.
std::string sent(const std::vector<float>& numbers) {
  std::string out;
  for (const std::uint32_t head : {1U, 0U, 700U, static_cast<std::uint32_t>(numbers.size()), 1U})
    appendInt(out, head);
  for (const float number : numbers) {
    appendInt(out, 4);
    appendInt(out, std::bit_cast<std::uint32_t>(number));
  }
  return out;
}

QString listed(const std::vector<storage::RankedItem>& items) {
  QString out;
  for (const auto& item : items)
    out += QString::fromStdString(item.prefix + "/" + item.key) +
           QStringLiteral(" %1;").arg(item.score, 0, 'f', 3);
  return out;
}

}  // namespace

class VectorsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theNearestComeFirst() {
    VectorRanking ranking({1, 0}, 3);
    ranking.add("a", "opposite", sent({-2, 0}));
    ranking.add("a", "same", sent({5, 0}));
    ranking.add("a", "square", sent({0, 1}));
    ranking.add("b", "half", sent({1, 1}));
    QCOMPARE(listed(std::move(ranking).take()), QStringLiteral("a/same 1.000;b/half 0.707;a/square 0.000;"));
  }

  void anItemCountsByItsNearestVector() {
    VectorRanking ranking({0, 1}, 5);
    ranking.add("a", "k", sent({1, 0}));
    ranking.add("a", "k", sent({0, 3}));
    ranking.add("a", "k", sent({1, 1}));
    ranking.add("a", "l", sent({1, 1}));
    QCOMPARE(listed(std::move(ranking).take()), QStringLiteral("a/k 1.000;a/l 0.707;"));
  }

  void equalOnesKeepOneOrder() {
    VectorRanking ranking({1}, 2);
    for (const char* key : {"c", "a", "b"})
      ranking.add("p", key, sent({1}));
    QCOMPARE(listed(std::move(ranking).take()), QStringLiteral("p/a 1.000;p/b 1.000;"));
  }

  void whatHasNoDirectionScoresNothing() {
    VectorRanking ranking({1, 0}, 9);
    ranking.add("a", "zero", sent({0, 0}));
    ranking.add("b", "other dimensions", sent({1, 0, 0}));
    ranking.add("c", "cut short", sent({1, 0}).substr(0, 30));
    QCOMPARE(listed(std::move(ranking).take()),
             QStringLiteral("a/zero 0.000;b/other dimensions 0.000;c/cut short 0.000;"));
  }

  void nothingIsKeptWithoutALimit() {
    VectorRanking ranking({1}, 0);
    ranking.add("a", "k", sent({1}));
    QVERIFY(std::move(ranking).take().empty());
  }
};

QTEST_GUILESS_MAIN(VectorsTest)
#include "vectors_test.moc"
