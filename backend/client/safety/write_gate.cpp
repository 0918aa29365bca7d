// SPDX-License-Identifier: Apache-2.0
#include "backend/client/safety/write_gate.h"

#include <algorithm>

#include <QDateTime>
#include <QUuid>

namespace heddle::client {
namespace {

using deployment::SafetyLevel;

QString text(std::string_view word) {
  return QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
}

core::Error forbidden(const QString& sentence) {
  return {core::ErrorCode::forbidden, sentence.toStdString()};
}

/// Of console_ux §8: a write, or a destructive one.
Ceremony ceremonyAt(SafetyLevel level, bool destructive) {
  switch (level) {
    case SafetyLevel::readOnly:
      return Ceremony::refused;
    case SafetyLevel::guarded:
      return destructive ? Ceremony::typeName : Ceremony::previewAndConfirm;
    case SafetyLevel::standard:
      return destructive ? Ceremony::previewAndConfirm : Ceremony::confirm;
    case SafetyLevel::open:
      return destructive ? Ceremony::confirm : Ceremony::none;
  }
  return Ceremony::refused;
}

QString lineOf(const HttpCall& call) {
  return QStringLiteral("%1 %2").arg(QString::fromLatin1(call.method),
                                     call.path.section(QLatin1Char('?'), 0, 0));
}

qint64 nowMicros() {
  return QDateTime::currentMSecsSinceEpoch() * 1000;
}

}  // namespace

WriteGate::WriteGate(Place place, WriteLock& lock, const AuditLog* log)
    : place_(std::move(place)), lock_(lock), log_(log) {}

QString WriteGate::refusal() const {
  if (isOpen()) return {};
  const auto whose = place_.name.isEmpty() ? QStringLiteral("This deployment") : place_.name;
  return QStringLiteral(
             "%1 is a %2 deployment and read-only now; unlock it with a reason to change something.")
      .arg(whose, text(deployment::word(place_.environment)));
}

core::Result<GatedCall> WriteGate::read(HttpCall call) const {
  const auto effect = effectOf(call);
  if (effect == HttpEffect::reads) return GatedCall(std::move(call));
  WriteIntent intent;
  intent.verb = lineOf(call);
  const auto unknown = QStringLiteral("This console does not send %1.").arg(intent.verb);
  if (effect == HttpEffect::unknown || isOpen()) return refuse(intent, unknown);
  return refuse(intent, refusal());
}

bool WriteGate::isDestructive(const WriteIntent& intent) const {
  const auto objects = std::max(static_cast<std::size_t>(intent.targets.size()), intent.calls.size());
  return objects > kMostSingle ||
         std::any_of(intent.calls.begin(), intent.calls.end(),
                     [](const HttpCall& call) { return effectOf(call) == HttpEffect::destroys; });
}

Ceremony WriteGate::ceremony(const WriteIntent& intent) const {
  return ceremonyAt(level(), isDestructive(intent));
}

QString WriteGate::missing(Ceremony ceremony, const Consent& consent) const {
  switch (ceremony) {
    case Ceremony::refused:
      return refusal();
    case Ceremony::none:
      return {};
    case Ceremony::typeName:
      if (consent.typedName != place_.name)
        return QStringLiteral("At level %1 this takes the deployment's name, %2, typed.")
            .arg(text(deployment::word(level())), place_.name);
      [[fallthrough]];
    case Ceremony::previewAndConfirm:
      if (!consent.previewed) return QStringLiteral("This takes a look at what it would do first.");
      [[fallthrough]];
    case Ceremony::confirm:
      if (!consent.confirmed) return QStringLiteral("This takes a confirmation.");
  }
  return {};
}

core::Result<WritePermit> WriteGate::permit(WriteIntent intent, const Consent& consent) const {
  if (!isOpen()) return refuse(intent, refusal());
  if (intent.calls.empty()) return refuse(intent, QStringLiteral("There is nothing to send."));
  for (const auto& call : intent.calls) {
    const auto effect = effectOf(call);
    if (effect != HttpEffect::writes && effect != HttpEffect::destroys)
      return refuse(intent, QStringLiteral("This console does not send %1.").arg(lineOf(call)));
  }
  if (const auto lacks = missing(ceremony(intent), consent); !lacks.isEmpty()) return refuse(intent, lacks);
  if (log_ == nullptr) return forbidden(QStringLiteral("Without an audit log nothing is written."));
  WritePermit permit;
  permit.asked_ = entry(AuditEntry::Kind::asked);
  permit.asked_.action = QUuid::createUuid().toString(QUuid::WithoutBraces);
  permit.asked_.verb = intent.verb;
  permit.asked_.targets = intent.targets;
  permit.asked_.targetCount = static_cast<int>(intent.targets.size());
  permit.asked_.filter = intent.filter;
  if (const auto written = log_->append(permit.asked_); !written) return written.error();
  permit.calls_ = std::move(intent.calls);
  permit.issuer_ = this;
  permit.epoch_ = lock_.epoch();
  return permit;
}

core::Result<GatedCall> WriteGate::write(const WritePermit& permit, std::size_t index) const {
  if (!isOpen()) return forbidden(refusal());
  if (permit.issuer_ != this || permit.epoch_ != lock_.epoch())
    return forbidden(QStringLiteral("The deployment was locked meanwhile; ask again."));
  return GatedCall(permit.at(index));
}

void WriteGate::ended(const WritePermit& permit, const AuditCounts& counts, const QString& result) const {
  if (log_ == nullptr) return;
  auto line = permit.asked_;
  line.kind = AuditEntry::Kind::ended;
  line.timeUs = nowMicros();
  line.durationMs = (line.timeUs - permit.asked_.timeUs) / 1000;
  line.counts = counts;
  line.result = result;
  // It happened already: a full disk cannot undo it, and `asked` stands there.
  (void)log_->append(line);
}

void WriteGate::tell(AuditEntry::Kind kind, const QString& result) const {
  if (log_ == nullptr) return;
  auto line = entry(kind);
  line.result = result;
  (void)log_->append(line);
}

AuditEntry WriteGate::entry(AuditEntry::Kind kind) const {
  AuditEntry line;
  line.kind = kind;
  line.timeUs = nowMicros();
  line.deployment = place_.name;
  line.environment = text(deployment::word(place_.environment));
  line.level = text(deployment::word(level()));
  line.reason = lock_.reason();
  return line;
}

core::Error WriteGate::refuse(const WriteIntent& intent, const QString& sentence) const {
  if (log_ != nullptr) {
    auto line = entry(AuditEntry::Kind::refused);
    line.verb = intent.verb;
    line.targets = intent.targets;
    line.targetCount = static_cast<int>(intent.targets.size());
    line.filter = intent.filter;
    line.result = sentence;
    (void)log_->append(line);
  }
  return forbidden(sentence);
}

}  // namespace heddle::client
