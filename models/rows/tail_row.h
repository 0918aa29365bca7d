// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace heddle::models {

/// One event of a live or stored stream. A gap row stands where events are known to be missing.
struct TailRow {
  qint64 timeUs = 0;
  QString runId;
  QString threadId;
  QString eventId;  // `<fence>-<n>`, empty where the flavour has none
  QString mode;     // values, updates, messages, custom …; `gap` for a gap row
  QString ns;
  QByteArray json;  // the event as it passed, UTF-8

  bool operator==(const TailRow&) const = default;
};

/// What the tail shows about itself. The counters always add up: received = shown + filtered + dropped +
/// held.
struct TailCounters {
  quint64 received = 0;
  quint64 filtered = 0;
  quint64 dropped = 0;  // known to be lost before they reached the window
  quint64 held = 0;     // waiting while the tail is paused
  double perSecond = 0;
  double bytesPerSecond = 0;
  qint64 lagUs = -1;  // -1: not known

  bool operator==(const TailCounters&) const = default;
};

}  // namespace heddle::models
