// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"

namespace CLI {
class App;
}

namespace heddle::cli {

/// A noun, made when its first verb is added.
CLI::App* noun(CLI::App& app, const char* name, const char* help);
/// Options of every verb.
void addCommon(CLI::App& app, Arguments& out);

// The verbs that change something, added to their noun.
void addRunActions(CLI::App& runs, Arguments& out);
void addThreadActions(CLI::App& threads, Arguments& out);
/// Assistants, crons and the store, with their nouns.
void addOtherActions(CLI::App& app, Arguments& out);

}  // namespace heddle::cli
