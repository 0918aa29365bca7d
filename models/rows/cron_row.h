// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QString>
#include <QStringList>

namespace heddle::models {

/// One cron: what is run when. Times are microseconds since 1970, UTC; absent when not known or not set.
struct CronRow {
  QString id;
  QString assistantId;
  QString assistantName;
  QString threadId;  // empty: every fire gets a thread of its own
  QString schedule;
  QString words;  // the schedule in words; empty when it cannot be read
  QString zone;   // empty: UTC
  std::optional<bool> enabled;
  std::optional<qint64> nextUs;
  QString nextZoned;  // on the clocks of its zone: "2026-03-29 09:00 +02:00"
  std::optional<qint64> endUs;
  std::optional<qint64> lastUs;
  QString lastRunId;
  QString lastStatus;  // empty: that run is not kept
  qint64 createdUs = 0;
  qint64 updatedUs = 0;

  bool operator==(const CronRow&) const = default;
  const QString& key() const { return id; }
};

/// One time a cron fired.
struct PastFireRow {
  qint64 atUs = 0;
  QString runId;
  QString threadId;
  QString status;  // empty: the run is not kept

  bool operator==(const PastFireRow&) const = default;
  const QString& key() const { return runId; }
};

/// One time a cron will fire.
struct FireRow {
  QString id;  // unique within a forecast
  QString cronId;
  qint64 atUs = 0;
  QString zoned;  // on the clocks of the cron's zone
  QString what;   // its schedule in words
  QString assistant;
  QString threadId;
  QString note;  // collisions, and what the clocks do to it

  bool operator==(const FireRow&) const = default;
  const QString& key() const { return id; }
};

/// What fires from `fromUs` on, by hours.
struct CronForecast {
  struct Hour {
    int fires = 0;
    int collisions = 0;  // minutes in which more than one cron fires
  };
  qint64 fromUs = 0;
  std::vector<Hour> hours;
  std::vector<FireRow> fires;  // the first ones
  QString summary;
  QStringList notes;  // clocks that are set meanwhile, and what is left out
};

}  // namespace heddle::models
