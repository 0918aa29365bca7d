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
  bool slots = false;      // heddle_run_slot and heddle_run_wait
  bool heddleRun = false;  // heddle_run: graph, error, attempt, times
  bool checkpoints = false, checkpointBlobs = false, checkpointWrites = false;
  bool checkpointIdIsUuid = false, threadIdIsUuid = false;  // of the checkpoint tables
  bool taskPath = false, checkpointRunId = false;
  bool runKwargs = false, threadInterrupts = false, threadError = false, threadConfig = false;
  bool threadStateUpdatedAt = false;
  bool assistantName = false, assistantDescription = false, assistantContext = false;
  bool versionName = false, versionDescription = false, versionContext = false;

  std::string serverVersion;  // of the program that migrated it, when it tells
  std::optional<std::int64_t> schemaVersion;

  /// Lists of runs and threads can be read with the statements of this folder.
  bool listable() const { return runs && threads; }
  bool operator==(const Capabilities&) const = default;
};

std::string_view word(Flavour flavour);

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
