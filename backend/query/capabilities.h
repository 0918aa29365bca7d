// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

enum class Flavour {
  heddle,      // heddle_meta with our product
  official,    // the vendor's Agent Server
  derivative,  // official table names, another ledger
  aegra,
  pythonSaver,  // bare checkpointer tables
  jsSaver,
  shallowSaver,
  unknown,  // tables, but none we know
  empty,    // no table at all
};

/// One column as the catalogue has it.
struct CatalogueColumn {
  std::string schema, table, column, type;
  int searchPosition = 0;  // place of the schema in search_path, 0 when not in it
};

/// What the database can answer; everything later-added is optional (storage facts, section I).
struct Capabilities {
  Flavour flavour = Flavour::empty;
  std::string schema = "public";
  std::string sentence;  // one, for people: what this database is
  std::vector<std::string> warnings;

  bool runs = false, threads = false, assistants = false, assistantVersions = false, crons = false;
  bool store = false;      // items of a store: ours, the official one's, or a PostgresStore's
  bool slots = false;      // heddle_run_slot and heddle_run_wait
  bool heddleRun = false;  // heddle_run: graph, error, attempt, times
  bool checkpoints = false, checkpointBlobs = false, checkpointWrites = false;
  bool checkpointIdIsUuid = false, threadIdIsUuid = false;  // of the checkpoint tables
  bool shallow = false;  // one checkpoint per thread and namespace: no id column, no parents, no versions
  bool textIds = false;  // ids of runs, threads and assistants are text, not uuid (Aegra)
  bool taskPath = false, checkpointRunId = false;
  bool runKwargs = false, threadInterrupts = false, threadError = false, threadConfig = false;
  bool threadStateUpdatedAt = false;
  bool assistantName = false, assistantDescription = false, assistantContext = false;
  // Of Aegra's `runs`: what later versions added.
  bool runContext = false, runExecution = false, runErrorMessage = false;
  bool cronEnabled = false, cronZone = false, cronKeeps = false;  // columns that came later
  bool storeIsJs = false;  // of @langchain/langgraph: namespace_path, labels joined with a colon
  bool storeTimes = false, storeExpires = false, storeTtl = false;
  bool cronFires = false;  // heddle_cron_fire: what each fire started
  bool versionName = false, versionDescription = false, versionContext = false;

  std::string serverVersion;  // of the program that migrated it, when it tells
  std::optional<std::int64_t> schemaVersion;

  /// There is no table of threads: they are known by their checkpoints, in the order of their ids.
  bool threadsByCheckpoint() const { return !threads && checkpoints; }
  /// Ids of what is listed are any text, not UUIDs.
  bool idsAreText() const { return threadsByCheckpoint() ? !threadIdIsUuid : textIds; }
  bool threadList() const { return threads || checkpoints; }
  bool operator==(const Capabilities&) const = default;
};

std::string_view word(Flavour flavour);
/// The flavour as a badge shows it, with the version where the database tells: "Heddle 0.1.0", "Agent Server
/// · schema 60", "Python checkpointer · step 9".
std::string badge(const Capabilities& capabilities);

/// What a page of the console is about.
enum class Part { runs, threads, assistants, crons, store, history };
/// Why the database cannot fill that page: a sentence, or empty when it can.
std::string absence(const Capabilities& capabilities, Part part);

/// Statement that reads the columns decide() needs; works on any database and never names a table of theirs.
std::string catalogueSql();
/// Decides from the catalogue alone; ledger values come after with applyLedger().
Capabilities decide(const std::vector<CatalogueColumn>& columns);

/// Statement that reads the ledger of what decide() found: rows of (key, value); empty when there is none.
std::string ledgerSql(const Capabilities& capabilities);
void applyLedger(Capabilities& capabilities, const std::vector<std::pair<std::string, std::string>>& rows);

/// Highest migration of the official server these statements were tried with.
inline constexpr std::int64_t kNewestOfficialMigration = 62;

}  // namespace heddle::query
