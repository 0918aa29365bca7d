// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/actions/action.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace heddle::cli {

enum class Verb {
  connTest,
  runsList,
  runsShow,
  threadsList,
  threadsState,
  threadsHistory,
  threadsDiff,
  assistantsList,
  assistantsShow,
  assistantsVersions,
  assistantsDiff,
  cronsList,
  cronsShow,
  storeList,
  storeGet,
  tail,
  audit,
  act
};

/// Of the verbs that change something.
struct ActionArguments {
  client::ActionVerb verb = client::ActionVerb::cancelRun;
  std::vector<std::string> ids;  // keys, for the store
  std::string id;                // of verbs that take one only; goes into `ids`
  std::string nameSpace;         // labels with dots between them
  std::string body;              // JSON, for `store put`
  int version = 0;
  std::string name, description, config, context, metadata;  // of `assistants edit`; empty: as it is
  bool rollBack = false;
  bool yes = false, dryRun = false;
  std::string confirm, reason;
  std::string backup;  // a file for a copy of what is deleted; empty: none
};

struct Arguments {
  Verb verb = Verb::connTest;
  std::string deployment;  // a name or slug of the list, or a deployment.json
  std::string profileDir;  // empty: the usual place
  bool json = false;
  std::string id;            // of a run or a thread
  std::string filter, sort;  // of lists, in the window's grammar
  std::string groupBy;       // of lists: a field, whose values are counted instead of rows listed
  std::vector<std::string> statuses;
  std::string threadId, assistantId;
  int limit = 50;
  bool oldestFirst = false;
  std::string after;  // `next` of the page before
  std::string checkpointId, ns;
  int versionA = 0, versionB = 0;   // of an assistant; 0: B is the newest, A the one before B
  std::vector<std::string> labels;  // of a store namespace; the last one of `store get` is the key
  bool below = true;                // with what is below that namespace
  std::string other;                // threads diff: what is compared with `id`
  std::string from;      // of threads' verbs: postgres or redis; empty: what there is, Postgres first
  bool reveal = false;   // print what looks like a secret as it is
  bool decrypt = false;  // read encrypted values with LANGGRAPH_AES_KEY
  bool patch = false;    // threads diff: only the patch
  std::string runId;     // tail: empty is the whole deployment
  int count = 0;         // tail: stop after so many events; 0: never
  int cap = 5000;        // tail of a deployment: events a second
  ActionArguments action;
};

/// The arguments, or the exit code after help or a complaint has been printed.
std::variant<Arguments, int> parseArguments(int argc, char** argv);

}  // namespace heddle::cli
