// SPDX-License-Identifier: Apache-2.0
#include "models/tables/store_table.h"

#include "models/format/duration.h"
#include "models/tables/or_nothing.h"

namespace heddle::models {

namespace {

constexpr qint64 kMinuteUs = 60'000'000;

std::vector<Column<StoreItemRow>> storeColumns() {
  using Row = StoreItemRow;
  using Format = TimeFormat;
  return {
      {"Key", "key", CellKind::text, 170, [](const Row& r, const Format&) { return r.name; }},
      {"Namespace", "namespace", CellKind::text, 170,
       [](const Row& r, const Format&) { return r.labels.join(QStringLiteral(" / ")); }},
      {"Updated", "updated_at", CellKind::time, 112,
       [](const Row& r, const Format&) { return orNothing(r.updatedUs); }},
      {"Expires", "", CellKind::text, 176,
       [](const Row& r, const Format& f) { return orNothing(expiryText(r, f.nowUs)); }, true},
      {"Lives for", "", CellKind::text, 104,
       [](const Row& r, const Format&) {
         return r.ttlMinutes ? QVariant(durationText(*r.ttlMinutes * kMinuteUs)) : QVariant();
       }},
      {"Size", "bytes", CellKind::bytes, 88, [](const Row& r, const Format&) { return r.bytes; }},
      {"Value", "preview", CellKind::json, 0, [](const Row& r, const Format&) { return r.preview; }},
      {"Expires at", "expires_at", CellKind::time, 112,
       [](const Row& r, const Format&) { return orNothing(r.expiresUs); }},
  };
}

}  // namespace

QString expiryText(const StoreItemRow& row, qint64 nowUs) {
  if (!row.expiresUs) return {};
  const qint64 left = *row.expiresUs - nowUs;
  const qint64 whole =
      qAbs(left) > kMinuteUs ? qAbs(left) / kMinuteUs * kMinuteUs : qAbs(left) / 1'000'000 * 1'000'000;
  QString text = durationText(whole);
  text.replace(QStringLiteral(".0 s"), QStringLiteral(" s"));
  return left > 0 ? QStringLiteral("in ") + text : QStringLiteral("expired %1 ago").arg(text);
}

StoreTable::StoreTable(QObject* parent) : KeyedTable(storeColumns(), parent) {}

}  // namespace heddle::models
