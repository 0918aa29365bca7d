// SPDX-License-Identifier: Apache-2.0
#include "backend/query/flavour_words.h"

namespace heddle::query {
namespace {

struct Words {
  Flavour flavour;
  const char* word;   // for scripts
  const char* badge;  // for a chip
  const char* sentence;
};

constexpr Words kWords[] = {
    {Flavour::heddle, "heddle", "Heddle", "A Heddle server's database."},
    {Flavour::official, "official", "Agent Server",
     "An Agent Server's database (licensed server of the vendor)."},
    {Flavour::derivative, "derivative", "Agent Server tables",
     "A database with the Agent Server's table names, but made by another program; lists are read from what "
     "is "
     "there."},
    {Flavour::aegra, "aegra", "Aegra", "An Aegra server's database (an open server with the same API)."},
    {Flavour::pythonSaver, "python-saver", "Python checkpointer",
     "Tables of LangGraph's Python checkpointer only: there are states to read, but no runs."},
    {Flavour::jsSaver, "js-saver", "JavaScript checkpointer",
     "Tables of LangGraph's JavaScript checkpointer only: there are states to read, but no runs."},
    {Flavour::shallowSaver, "shallow-saver", "Shallow checkpointer",
     "Tables of LangGraph's shallow checkpointer: the newest state of each thread, without history."},
    {Flavour::unknown, "unknown", "Unknown schema",
     "No LangGraph schema that is known here; the tables are browsable as they are."},
    {Flavour::empty, "empty", "Empty database", "This database holds no tables that the login can see."},
};

const Words& wordsOf(Flavour flavour) {
  for (const auto& words : kWords) {
    if (words.flavour == flavour) return words;
  }
  return kWords[7];
}

bool has(const Capabilities& capabilities, Part part) {
  switch (part) {
    case Part::runs:
      return capabilities.runs;
    case Part::threads:
      return capabilities.threadList();
    case Part::assistants:
      return capabilities.assistants;
    case Part::crons:
      return capabilities.crons;
    case Part::store:
      return capabilities.store;
    case Part::history:
      return capabilities.checkpoints && !capabilities.shallow;
  }
  return false;
}

bool isSaver(Flavour flavour) {
  return flavour == Flavour::pythonSaver || flavour == Flavour::jsSaver || flavour == Flavour::shallowSaver;
}

std::string reasonOf(const Capabilities& capabilities, Part part) {
  if (part == Part::runs)
    return "A checkpointer keeps states, no runs; those are known only to the program that uses it.";
  if (part == Part::assistants) return "A checkpointer knows no assistants, only threads and their states.";
  if (part == Part::crons) return "A checkpointer has no schedules; they belong to a server.";
  if (part == Part::store)
    return "It has no store beside the checkpoints (LangGraph's PostgresStore makes one).";
  if (part == Part::history && capabilities.shallow)
    return "A shallow checkpointer overwrites the state at each step, so there is no history.";
  return "Its checkpoints may be kept elsewhere.";
}

}  // namespace

std::string sentenceFor(Flavour flavour) {
  return wordsOf(flavour).sentence;
}

std::string_view word(Flavour flavour) {
  return wordsOf(flavour).word;
}

std::string badge(const Capabilities& capabilities) {
  std::string text = wordsOf(capabilities.flavour).badge;
  const auto& version = capabilities.serverVersion;
  if (!version.empty()) return text + (capabilities.flavour == Flavour::aegra ? " · " : " ") + version;
  if (!capabilities.schemaVersion || *capabilities.schemaVersion < 0) return text;
  const char* unit = isSaver(capabilities.flavour) ? " · step " : " · schema ";
  return text + unit + std::to_string(*capabilities.schemaVersion);
}

std::string absence(const Capabilities& capabilities, Part part) {
  if (has(capabilities, part)) return {};
  if (isSaver(capabilities.flavour)) return reasonOf(capabilities, part);
  if (capabilities.flavour == Flavour::aegra && part == Part::crons) return "Aegra has no crons.";
  if (capabilities.flavour == Flavour::unknown || capabilities.flavour == Flavour::empty)
    return sentenceFor(capabilities.flavour);
  return "This database has no table for it, or the login may not see it. " +
         sentenceFor(capabilities.flavour);
}

}  // namespace heddle::query
