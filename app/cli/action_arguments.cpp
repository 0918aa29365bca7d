// SPDX-License-Identifier: Apache-2.0
#include "app/cli/action_arguments.h"

#include <CLI/CLI.hpp>

namespace heddle::cli {
namespace {

using client::ActionVerb;

/// A verb with the options that every one of them has.
CLI::App* addAction(CLI::App& noun, const char* name, const char* help, ActionVerb verb, Arguments& out) {
  auto* app = noun.add_subcommand(name, help);
  addCommon(*app, out);
  auto& action = out.action;
  app->add_flag("--dry-run", action.dryRun, "Say what would change and send nothing");
  app->add_flag("--yes", action.yes, "Confirm: needed wherever the deployment's level asks for it");
  app->add_option("--confirm", action.confirm, "The deployment's name, where its level wants it typed");
  app->add_option("--reason", action.reason,
                  "Unlock a locked deployment for this command; goes into the audit log");
  app->callback([&out, verb] {
    out.verb = Verb::act;
    out.action.verb = verb;
    if (!out.action.id.empty()) out.action.ids = {out.action.id};
  });
  return app;
}

/// For what takes something away.
CLI::Option* addBackup(CLI::App& app, Arguments& out) {
  return app
      .add_option("--backup", out.action.backup,
                  "Keep a copy first: a new file, one JSON object a line, secrets masked")
      ->excludes(app.get_option("--dry-run"))
      ->check(CLI::NonexistentPath.description("FILE"));
}

void addIds(CLI::App& app, Arguments& out, const char* what) {
  app.add_option("ids", out.action.ids, what)->required();
}

void addStoreActions(CLI::App& app, Arguments& out) {
  auto* store = noun(app, "store", "Items of the store");
  const auto place = [&out](CLI::App* verb) {
    verb->add_option("--namespace", out.action.nameSpace, "Labels with dots between them")->required();
  };
  auto* put = addAction(*store, "put", "Write an item", ActionVerb::putItem, out);
  place(put);
  put->add_option("key", out.action.id, "Key of the item")->required();
  put->add_option("value", out.action.body, "The value, a JSON object")->required();
  auto* remove = addAction(*store, "delete", "Delete items", ActionVerb::deleteItem, out);
  place(remove);
  addIds(*remove, out, "Keys of the items");
  addBackup(*remove, out);
}

void addAssistantActions(CLI::App& app, Arguments& out) {
  auto* assistants = noun(app, "assistants", "Assistants of a deployment");
  auto& action = out.action;
  auto* version = addAction(*assistants, "set-version", "Make another version the current one",
                            ActionVerb::setAssistantVersion, out);
  version->add_option("assistant", action.id, "Id of the assistant")->required();
  version->add_option("version", action.version, "Its version")->required()->check(CLI::PositiveNumber);
  auto* edit =
      addAction(*assistants, "edit", "Make a new version with other fields", ActionVerb::editAssistant, out);
  edit->add_option("assistant", action.id, "Id of the assistant")->required();
  edit->add_option("--name", action.name, "Its name");
  edit->add_option("--description", action.description, "What it is for");
  edit->add_option("--config", action.config, "Its whole config, a JSON object");
  edit->add_option("--context", action.context, "Its whole context, a JSON object");
  edit->add_option("--metadata", action.metadata, "Metadata to merge in, a JSON object");
}

}  // namespace

void addRunActions(CLI::App& runs, Arguments& out) {
  auto* cancel = addAction(runs, "cancel", "Stop runs", ActionVerb::cancelRun, out);
  addIds(*cancel, out, "Ids of the runs");
  cancel->add_option("--thread", out.threadId, "Their thread, when Postgres cannot tell");
  auto* rollBack =
      cancel->add_flag("--rollback", out.action.rollBack, "And delete them with their checkpoints");
  addBackup(*cancel, out)->needs(rollBack);
  auto* remove = addAction(runs, "delete", "Delete runs with their checkpoints", ActionVerb::deleteRun, out);
  addIds(*remove, out, "Ids of the runs");
  remove->add_option("--thread", out.threadId, "Their thread, when Postgres cannot tell");
  addBackup(*remove, out);
}

void addThreadActions(CLI::App& threads, Arguments& out) {
  auto* remove =
      addAction(threads, "delete", "Delete threads with their runs and state", ActionVerb::deleteThread, out);
  addIds(*remove, out, "Ids of the threads");
  addBackup(*remove, out);
}

void addOtherActions(CLI::App& app, Arguments& out) {
  auto* crons = noun(app, "crons", "Crons of a deployment");
  addIds(*addAction(*crons, "pause", "Let crons not fire", ActionVerb::pauseCron, out), out,
         "Ids of the crons");
  addIds(*addAction(*crons, "resume", "Let paused crons fire again", ActionVerb::resumeCron, out), out,
         "Ids of the crons");
  auto* remove = addAction(*crons, "delete", "Delete crons", ActionVerb::deleteCron, out);
  addIds(*remove, out, "Ids of the crons");
  addBackup(*remove, out);
  addStoreActions(app, out);
  addAssistantActions(app, out);
}

}  // namespace heddle::cli
