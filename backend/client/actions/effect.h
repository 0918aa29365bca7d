// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action_run.h"

namespace heddle::client {

/// What a look afterwards makes of an item: `sent` means that the effect may still come.
struct Judgement {
  ItemResult::Outcome outcome;
  QString sentence;
};
/// `before` is what the API's answer to the write left of it.
Judgement judge(const ActionRequest& request, const ItemResult& before, const TargetState& state,
                const SourceError* error);

/// "Asked 120, done 118, 2 changed meanwhile."
QString reportOf(const AuditCounts& counts);

}  // namespace heddle::client
