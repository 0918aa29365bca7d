// SPDX-License-Identifier: Apache-2.0
#include "models/tables/cell_text.h"

#include "models/format/duration.h"
#include "models/format/numbers.h"

namespace heddle::models {

QString cellText(CellKind kind, const QVariant& raw, const TimeFormat& format) {
  if (!raw.isValid() || raw.isNull()) return QStringLiteral("–");
  switch (kind) {
    case CellKind::time:
      return timeText(raw.toLongLong(), format);
    case CellKind::duration:
      return durationText(raw.toLongLong());
    case CellKind::bytes:
      return bytesText(raw.toLongLong());
    case CellKind::number:
      return countText(raw.toLongLong());
    case CellKind::text:
    case CellKind::chip:
    case CellKind::status:
    case CellKind::id:
    case CellKind::json:
      break;
  }
  return raw.toString();
}

QString cellCopyText(CellKind kind, const QVariant& raw, const TimeFormat& format) {
  if (kind == CellKind::time && raw.isValid() && !raw.isNull()) return isoText(raw.toLongLong(), format);
  return cellText(kind, raw, format);
}

QString cellToolTip(CellKind kind, const QVariant& raw, const TimeFormat& format) {
  if (!raw.isValid() || raw.isNull()) return {};
  switch (kind) {
    case CellKind::time:
      return allTimesText(raw.toLongLong(), format);
    case CellKind::bytes:
      return countText(raw.toLongLong()) + QStringLiteral(" bytes");
    case CellKind::id:
    case CellKind::json:
      return raw.toString();
    case CellKind::text:
    case CellKind::chip:
      return raw.toString().size() > 24 ? raw.toString() : QString();
    case CellKind::status:
    case CellKind::duration:
    case CellKind::number:
      break;
  }
  return {};
}

Qt::Alignment cellAlignment(CellKind kind) {
  const bool figure = kind == CellKind::duration || kind == CellKind::number || kind == CellKind::bytes;
  return (figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

QString jsonQuoted(const QString& text) {
  QString quoted;
  quoted.reserve(text.size() + 2);
  quoted += u'"';
  for (const QChar c : text) {
    switch (c.unicode()) {
      case u'"':
        quoted += QStringLiteral("\\\"");
        break;
      case u'\\':
        quoted += QStringLiteral("\\\\");
        break;
      case u'\n':
        quoted += QStringLiteral("\\n");
        break;
      case u'\r':
        quoted += QStringLiteral("\\r");
        break;
      case u'\t':
        quoted += QStringLiteral("\\t");
        break;
      default:
        if (c.unicode() < 0x20) {
          quoted += QStringLiteral("\\u") + QString::number(c.unicode(), 16).rightJustified(4, u'0');
        } else {
          quoted += c;
        }
    }
  }
  return quoted + u'"';
}

namespace {

QString jsonValue(CellKind kind, const QVariant& raw) {
  if (!raw.isValid() || raw.isNull()) return QStringLiteral("null");
  switch (kind) {
    case CellKind::time:
      // Always UTC: rows as JSON are for programs, and two people who copy the same row get the same text.
      return jsonQuoted(isoUtcText(raw.toLongLong()));
    case CellKind::duration:
      return QString::number(static_cast<double>(raw.toLongLong()) / 1000.0, 'f', 3);
    case CellKind::number:
    case CellKind::bytes:
      return QString::number(raw.toLongLong());
    case CellKind::json:
      return raw.toString().isEmpty() ? QStringLiteral("null") : raw.toString();
    case CellKind::text:
    case CellKind::chip:
    case CellKind::status:
    case CellKind::id:
      break;
  }
  return jsonQuoted(raw.toString());
}

}  // namespace

void RowJson::add(const QString& name, CellKind kind, const QVariant& raw) {
  if (!body_.isEmpty()) body_ += QStringLiteral(",\n");
  body_ += QStringLiteral("  ") + jsonQuoted(name) + QStringLiteral(": ") + jsonValue(kind, raw);
}

QString RowJson::text() const {
  return QStringLiteral("{\n") + body_ + QStringLiteral("\n}");
}

}  // namespace heddle::models
