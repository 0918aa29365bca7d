// SPDX-License-Identifier: Apache-2.0
#include "app/cli/arguments.h"

#include "app/cli/action_arguments.h"
#include "app/cli/cli.h"

#include <iostream>

#include <CLI/CLI.hpp>

namespace heddle::cli {

void addCommon(CLI::App& app, Arguments& out) {
  app.add_option("--deployment", out.deployment, "Name of a known deployment, or a deployment.json")
      ->required();
  app.add_option("--profile-dir", out.profileDir, "Folder with the known deployments");
  app.add_flag("--json", out.json, "Print JSON with a stable schema");
}

/// Of verbs that print what programs have stored.
void addReveal(CLI::App& app, Arguments& out) {
  app.add_flag("--reveal", out.reveal, "Print values that look like secrets, which are *** otherwise");
}

CLI::App* noun(CLI::App& app, const char* name, const char* help) {
  const auto known = app.get_subcommands([name](const CLI::App* one) { return one->get_name() == name; });
  return known.empty() ? app.add_subcommand(name, help)->require_subcommand(1) : known.front();
}

namespace {

const std::vector<std::string> kRunStatuses{"pending", "running", "success",
                                            "error",   "timeout", "interrupted"};
const std::vector<std::string> kThreadStatuses{"idle", "busy", "interrupted", "error"};

/// Threads and stores stand in Postgres, or in Redis where a program keeps them there, or in both.
void addFrom(CLI::App& app, Arguments& out) {
  app.add_option("--from", out.from, "Where it is read: by default Postgres, or Redis where that is all")
      ->check(CLI::IsMember({"postgres", "redis"}));
}

void addPaging(CLI::App& app, Arguments& out) {
  app.add_option("--filter", out.filter,
                 "As in the window: 'status:error age:<1h -assistant:load meta.user:42'");
  app.add_option("--sort", out.sort, "A field to sort by; --sort=-field for the largest first");
  app.add_option("--group-by", out.groupBy,
                 "Count the newest 20,000 rows by a field, 'status' or 'meta.user', instead of listing them");
  app.add_option("--limit", out.limit, "Rows at most")->check(CLI::Range(1, 10000));
  app.add_flag("--oldest-first", out.oldestFirst, "Sort by time, rising");
  app.add_option("--after", out.after, "Go on after the page that ended with this `next`");
}

void addStatus(CLI::App& app, Arguments& out, const std::vector<std::string>& statuses) {
  app.add_option("--status", out.statuses, "Only these, separated by commas")
      ->delimiter(',')
      ->check(CLI::IsMember(statuses));
}

void addAssistants(CLI::App& app, Arguments& out) {
  auto* assistants = noun(app, "assistants", "Assistants of a deployment");
  auto* list = assistants->add_subcommand("list", "Newest first");
  addCommon(*list, out);
  addPaging(*list, out);
  list->callback([&out] { out.verb = Verb::assistantsList; });
  const auto one = [&](const char* name, const char* about, Verb verb) {
    auto* command = assistants->add_subcommand(name, about);
    addCommon(*command, out);
    addReveal(*command, out);
    command->add_option("assistant", out.id, "Id of the assistant")->required();
    command->callback([&out, verb] { out.verb = verb; });
    return command;
  };
  one("show", "One assistant with config, context and metadata", Verb::assistantsShow);
  one("versions", "Its versions, newest first", Verb::assistantsVersions);
  auto* diff = one("diff", "What differs between two versions", Verb::assistantsDiff);
  diff->add_option("a", out.versionA, "Version; the one before B if left out")->check(CLI::PositiveNumber);
  diff->add_option("b", out.versionB, "Version; the newest if left out")->check(CLI::PositiveNumber);
}

void addCrons(CLI::App& app, Arguments& out) {
  auto* crons = noun(app, "crons", "Crons of a deployment");
  auto* list = crons->add_subcommand("list", "Newest first");
  addCommon(*list, out);
  addPaging(*list, out);
  list->callback([&out] { out.verb = Verb::cronsList; });
  auto* show = crons->add_subcommand("show", "One cron with its payload, next fires and past ones");
  addCommon(*show, out);
  addReveal(*show, out);
  show->add_option("cron", out.id, "Id of the cron")->required();
  show->callback([&out] { out.verb = Verb::cronsShow; });
}

void addStore(CLI::App& app, Arguments& out) {
  auto* store = noun(app, "store", "Store of a deployment");
  auto* list = store->add_subcommand("ls", "Namespaces below a namespace, and its items");
  addCommon(*list, out);
  addFrom(*list, out);
  list->add_option("labels", out.labels, "Labels of the namespace; none: the whole store");
  list->add_option("--filter", out.filter, "As in the window: 'value.user.name:Ada expires:<1h'");
  list->add_option("--limit", out.limit, "Items at most")->check(CLI::Range(1, 10000));
  list->add_option("--after", out.after, "Go on after the page that ended with this `next`");
  list->add_flag("!--exact", out.below, "Only items of this namespace itself");
  list->callback([&out] { out.verb = Verb::storeList; });
  auto* get = store->add_subcommand("get", "The value of one item");
  addCommon(*get, out);
  addFrom(*get, out);
  addReveal(*get, out);
  get->add_option("labels", out.labels, "Labels of its namespace, then its key")->required();
  get->callback([&out] { out.verb = Verb::storeGet; });
}

void addRuns(CLI::App& app, Arguments& out) {
  auto* runs = noun(app, "runs", "Runs of a deployment");
  auto* list = runs->add_subcommand("list", "Newest first");
  addCommon(*list, out);
  addPaging(*list, out);
  addStatus(*list, out, kRunStatuses);
  list->add_option("--thread", out.threadId, "Only of this thread");
  list->add_option("--assistant", out.assistantId, "Only of this assistant");
  list->callback([&out] { out.verb = Verb::runsList; });
  auto* show = runs->add_subcommand("show", "One run with input, output and error");
  addCommon(*show, out);
  addReveal(*show, out);
  show->add_option("run", out.id, "Id of the run")->required();
  show->callback([&out] { out.verb = Verb::runsShow; });
  addRunActions(*runs, out);
}

/// Never on the command line, where every process of the machine could read it.
void addDecrypt(CLI::App& app, Arguments& out) {
  app.add_flag("--decrypt", out.decrypt, "Read encrypted values with the key in $LANGGRAPH_AES_KEY");
}

void addSteps(CLI::App& threads, Arguments& out) {
  auto* history = threads.add_subcommand("history", "Checkpoints of a thread, newest first");
  addCommon(*history, out);
  addFrom(*history, out);
  history->add_option("thread", out.id, "Id of the thread")->required();
  history->add_option("--ns", out.ns, "Only of this checkpoint namespace");
  history->add_option("--limit", out.limit, "Rows at most")->check(CLI::Range(1, 10000));
  history->add_option("--after", out.after, "Go on after the page that ended with this `next`");
  history->callback([&out] { out.verb = Verb::threadsHistory; });
  auto* diff = threads.add_subcommand(
      "diff", "Compares two states; ends with 1 when they differ. A and B are THREAD or THREAD@CHECKPOINT");
  addCommon(*diff, out);
  addFrom(*diff, out);
  addDecrypt(*diff, out);
  addReveal(*diff, out);
  diff->add_option("A", out.id, "One state")->required();
  diff->add_option("B", out.other, "The other")->required();
  diff->add_option("--ns", out.ns, "Checkpoint namespace of a subgraph, on both sides");
  diff->add_flag("--patch", out.patch, "Print only the JSON patch (RFC 6902) that turns A into B");
  diff->callback([&out] { out.verb = Verb::threadsDiff; });
}

void addThreads(CLI::App& app, Arguments& out) {
  auto* threads = noun(app, "threads", "Threads of a deployment");
  auto* list =
      threads->add_subcommand("list", "Newest first; threads made of checkpoints alone by their ids");
  addCommon(*list, out);
  addPaging(*list, out);
  addStatus(*list, out, kThreadStatuses);
  addFrom(*list, out);
  list->callback([&out] { out.verb = Verb::threadsList; });
  auto* state = threads->add_subcommand("state", "Values of a thread, decoded from its checkpoints");
  addCommon(*state, out);
  state->add_option("thread", out.id, "Id of the thread")->required();
  state->add_option("--checkpoint", out.checkpointId, "Not the newest but this one");
  state->add_option("--ns", out.ns, "Checkpoint namespace of a subgraph");
  addFrom(*state, out);
  addDecrypt(*state, out);
  addReveal(*state, out);
  state->callback([&out] { out.verb = Verb::threadsState; });
  addSteps(*threads, out);
  addThreadActions(*threads, out);
}

void addOthers(CLI::App& app, Arguments& out) {
  auto* conn = app.add_subcommand("conn", "Connections")->require_subcommand(1);
  auto* test = conn->add_subcommand("test", "Test every source, stage by stage");
  addCommon(*test, out);
  test->callback([&out] { out.verb = Verb::connTest; });
  auto* tail = app.add_subcommand("tail", "Events as they pass through Redis");
  addCommon(*tail, out);
  addReveal(*tail, out);
  tail->add_option("--run", out.runId, "Only this run, until it ends");
  tail->add_option("--thread", out.threadId, "Thread of the run, when Postgres cannot tell");
  tail->add_option("--count", out.count, "Stop after so many events")->check(CLI::PositiveNumber);
  tail->add_option("--cap", out.cap, "Events a second at most, for a whole deployment")
      ->check(CLI::PositiveNumber);
  tail->callback([&out] { out.verb = Verb::tail; });
  auto* audit = app.add_subcommand("audit", "What this console was asked to change, newest first");
  audit->add_option("--deployment", out.deployment, "Only of the deployment with this name");
  audit->add_option("--profile-dir", out.profileDir, "Folder with the audit log");
  audit->add_flag("--json", out.json, "Print JSON with a stable schema");
  audit->add_option("--limit", out.limit, "Entries at most")->check(CLI::Range(1, 100000));
  audit->callback([&out] { out.verb = Verb::audit; });
}

/// The window's own options: told here, so that asking for help needs no display.
void addWindow(CLI::App& app) {
  app.set_version_flag("-v,--version", "heddle " HEDDLE_VERSION);
  app.footer(
      "Without a verb it opens the window:\n"
      "  --profile-dir DIR           Folder for settings and the session\n"
      "  --open TARGET               Open a heddle:// link or a deployment.json\n");
}

/// What is wrong where a verb was expected; empty where that is not what is wrong.
std::string verbTrouble(const CLI::App& app) {
  const CLI::App* place = &app;
  std::string path = "heddle";
  for (auto chosen = place->get_subcommands(); !chosen.empty(); chosen = place->get_subcommands()) {
    place = chosen.front();
    path += ' ' + place->get_name();
  }
  std::string known;
  for (const CLI::App* one : place->get_subcommands([](const CLI::App*) { return true; }))
    known += (known.empty() ? "" : ", ") + one->get_name();
  if (known.empty()) return {};
  const auto rest = place->remaining();
  const std::string wrong =
      rest.empty() ? "what to do is missing" : "it does not know '" + rest.front() + "'";
  return path + ": " + wrong + "; there are " + known + ". More by " + path + " --help.";
}

}  // namespace

std::variant<Arguments, int> parseArguments(int argc, char** argv) {
  Arguments out;
  CLI::App app("Console for self-hosted LangGraph deployments.", "heddle");
  app.require_subcommand(1);
  addRuns(app, out);
  addThreads(app, out);
  addAssistants(app, out);
  addCrons(app, out);
  addStore(app, out);
  addOthers(app, out);
  addOtherActions(app, out);
  addWindow(app);  // last: what was made before does not repeat it
  try {
    app.parse(argc, argv);
    return out;
  } catch (const CLI::RequiredError& error) {
    const auto trouble = verbTrouble(app);
    std::cerr << (trouble.empty() ? std::string(error.what()) : trouble) << '\n';
    return int{kUsage};
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? int{kFine} : int{kUsage};
  }
}

}  // namespace heddle::cli
