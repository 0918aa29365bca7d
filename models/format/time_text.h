// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <QTimeZone>

namespace heddle::models {

/// One time mode for the whole window. `zone` is one that somebody has chosen.
enum class TimeMode { relative, local, utc, zone };

/// How times are written right now. `nowUs` is microseconds since 1970, corrected for the server's clock.
struct TimeFormat {
  TimeMode mode = TimeMode::local;
  qint64 nowUs = 0;
  QTimeZone zone = {};  // of mode zone, which is local time without one

  bool operator==(const TimeFormat&) const = default;
};

qint64 currentUs();
/// Today "12:59:00", this year "Mar 4 12:59:00", else "2025-03-04 12:59:00"; relative "4 min 12 s ago".
QString timeText(qint64 us, const TimeFormat& format);
/// "12:59:41.203": the tail's column, in local time when the mode is relative.
QString clockText(qint64 us, const TimeFormat& format);
/// ISO 8601 with offset and milliseconds: what copying gives. In local time when the mode is relative.
QString isoText(qint64 us, const TimeFormat& format);
/// The same in UTC, whatever the window shows: for files.
QString isoUtcText(qint64 us);
/// The same moment in every mode, one per line: what hovering shows.
QString allTimesText(qint64 us, const TimeFormat& format);
/// The moment where the mode puts it; in local time when the mode is relative.
QDateTime dateTime(qint64 us, const TimeFormat& format);
QString word(TimeMode mode);

}  // namespace heddle::models
