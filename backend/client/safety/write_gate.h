// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/safety/audit_log.h"
#include "backend/client/safety/http_effect.h"
#include "backend/client/safety/write_lock.h"
#include "backend/core/result.h"

#include <memory>
#include <vector>

#include <QString>
#include <QStringList>

namespace heddle::client {

/// A request that has passed the gate: the only thing the network side sends, and only the gate makes one.
class GatedCall {
 public:
  const HttpCall& call() const { return call_; }

 private:
  friend class WriteGate;
  explicit GatedCall(HttpCall call) : call_(std::move(call)) {}

  HttpCall call_;
};

class WriteGate;

/// What somebody means to write: exactly these requests, for these objects.
struct WriteIntent {
  QString verb;  // "delete threads"
  std::vector<HttpCall> calls;
  QStringList targets;  // ids, for the audit log
  QString filter;       // how they were chosen; empty: by id
};

/// What an intent asks of whoever means it.
enum class Ceremony {
  refused,            // not at this level
  none,               // at once
  confirm,            // a yes
  previewAndConfirm,  // a yes after what, how many and where were shown
  typeName,           // the same, and the deployment's name typed
};

/// How somebody agreed.
struct Consent {
  bool previewed = false, confirmed = false;
  QString typedName;
};

/// Leave for one intent, written into the audit log before it is given out. Only the gate makes one. It holds
/// until the deployment is locked; requests other than those of the intent are not covered.
class WritePermit {
 public:
  std::size_t size() const { return calls_.size(); }
  const HttpCall& at(std::size_t index) const { return calls_.at(index); }
  const QString& action() const { return asked_.action; }

 private:
  friend class WriteGate;
  WritePermit() = default;

  std::vector<HttpCall> calls_;
  AuditEntry asked_;
  const WriteGate* issuer_ = nullptr;
  quint64 epoch_ = 0;  // of its lock
};

/// The one gate every HTTP request passes, below window and command line: known reads always, known writes
/// with a permit while the deployment's lock is open, anything else never. What it refuses goes into the
/// audit log. Without an audit log nothing is written. GUI thread; owned by DeploymentSession; lock and log
/// outlive it.
class WriteGate {
 public:
  struct Place {
    QString name;
    deployment::Environment environment = deployment::Environment::production;
  };
  /// More objects or requests than this in one action count as destructive.
  static constexpr std::size_t kMostSingle = 10;

  WriteGate(Place place, WriteLock& lock, const AuditLog* log);
  WriteGate(const WriteGate&) = delete;
  WriteGate& operator=(const WriteGate&) = delete;

  const Place& place() const { return place_; }
  deployment::SafetyLevel level() const { return lock_.level(); }
  bool isOpen() const { return level() != deployment::SafetyLevel::readOnly; }
  /// Why actions are refused here, for tool tips; empty when they are not.
  QString refusal() const;

  /// Errors: forbidden, with the sentence to show.
  core::Result<GatedCall> read(HttpCall call) const;
  bool isDestructive(const WriteIntent& intent) const;
  Ceremony ceremony(const WriteIntent& intent) const;
  /// Errors: forbidden, with the sentence to show; internal, when the audit log cannot be written.
  core::Result<WritePermit> permit(WriteIntent intent, const Consent& consent) const;
  /// The permit's request at `index`, as often as it takes. Errors: forbidden.
  core::Result<GatedCall> write(const WritePermit& permit, std::size_t index) const;
  /// The second line of the audit log for a permit.
  void ended(const WritePermit& permit, const AuditCounts& counts, const QString& result) const;
  /// A line about the lock.
  void tell(AuditEntry::Kind kind, const QString& result) const;

 private:
  AuditEntry entry(AuditEntry::Kind kind) const;
  core::Error refuse(const WriteIntent& intent, const QString& sentence) const;
  QString missing(Ceremony ceremony, const Consent& consent) const;

  Place place_;
  WriteLock& lock_;
  const AuditLog* log_;
};

}  // namespace heddle::client
