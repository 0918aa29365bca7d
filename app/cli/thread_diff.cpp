// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/diff_printing.h"
#include "app/cli/printing.h"
#include "app/cli/state_reading.h"
#include "app/cli/thread_sources.h"
#include "app/cli/verbs.h"
#include "backend/checkpoint/diff.h"
#include "backend/checkpoint/json_patch.h"

namespace heddle::cli {
namespace {

using wire::Value;

Value sideJson(const client::CheckpointContent& content) {
  return Value::ofObject({{"thread_id", textValue(content.row.threadId)},
                          {"checkpoint_ns", Value::ofString(content.row.ns)},
                          {"checkpoint_id", textValue(content.row.checkpointId)},
                          {"step", content.row.step ? Value::ofInt(*content.row.step) : Value()},
                          {"truncated", Value::ofBool(content.truncated)}});
}

}  // namespace

int threadsDiff(const Arguments& arguments, client::DeploymentSession& session) {
  const auto feed = threadDetailsOf(arguments, session);
  if (!feed) return kFindings;
  client::CheckpointContentPtr sides[2];
  for (const int side : {0, 1}) {
    const auto read = readState(arguments, *feed, stateName(side == 0 ? arguments.id : arguments.other));
    if (const auto* code = std::get_if<int>(&read)) return *code;
    sides[side] = std::get<client::CheckpointContentPtr>(read);
  }
  // What is masked is not compared either: a patch would tell it.
  const auto values = [secrets = secretsOf(arguments)](const client::CheckpointContentPtr& content) {
    return std::make_shared<const Value>(shown(content->values, secrets));
  };
  const auto diff = checkpoint::compare(values(sides[0]), values(sides[1]));
  if (arguments.patch) {
    printJson(checkpoint::patchOf(diff), secretsOf(arguments));
  } else if (arguments.json) {
    printJson(Value::ofObject({{"a", sideJson(*sides[0])},
                               {"b", sideJson(*sides[1])},
                               {"same", Value::ofBool(diff.same())},
                               {"changed", Value::ofUnsigned(diff.changed)},
                               {"added", Value::ofUnsigned(diff.added)},
                               {"removed", Value::ofUnsigned(diff.removed)},
                               {"patch", checkpoint::patchOf(diff)}}),
              secretsOf(arguments));
  } else {
    printDiff(diff);
  }
  return diff.same() ? kFine : kFindings;
}

}  // namespace heddle::cli
