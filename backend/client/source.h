// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include <QMetaType>
#include <QString>

namespace heddle::client {

/// The three ways into a deployment; each works without the others.
enum class Source { postgres, redis, api };

enum class SourcePhase {
  absent,  // the deployment has no such source
  idle,    // not asked for yet, or closed because nobody used it
  connecting,
  ready,
  lost,    // was ready; shown rows are stale; reconnects by itself
  failed,  // could not connect; `sentence` says why and what to do
};

/// What the status bar's dot shows. A value, copied through signals.
struct SourceState {
  SourcePhase phase = SourcePhase::absent;
  QString sentence;                       // plain cause and fix; empty when fine
  std::chrono::microseconds latency{-1};  // of the last round trip; negative: unknown
};

/// Why a question has no answer. The sentence holds no secret.
struct SourceError {
  enum class Kind { unreachable, refused, timeout, cancelled, notFound, invalid, forbidden, unsupported };
  Kind kind = Kind::unreachable;
  QString sentence;
  bool stale = false;  // the connection is gone: what is on the screen is old
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::client::SourceState)
Q_DECLARE_METATYPE(heddle::client::SourceError)
