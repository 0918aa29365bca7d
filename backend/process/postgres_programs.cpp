// SPDX-License-Identifier: Apache-2.0
#include "backend/process/postgres_programs.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <unistd.h>
#include <vector>

namespace heddle::process {
namespace {

namespace fs = std::filesystem;

bool hasPrograms(const std::string& folder) {
  return ::access((folder + "/postgres").c_str(), X_OK) == 0 &&
         ::access((folder + "/initdb").c_str(), X_OK) == 0;
}

std::string clusterVersion(const std::string& clusterFolder) {
  std::ifstream file(clusterFolder + "/PG_VERSION");
  std::string version;
  file >> version;
  return version;
}

int numberOf(const std::string& version) {
  return std::atoi(version.c_str());
}

/// Newest first.
std::vector<PostgresPrograms> installed(const std::string& root) {
  std::vector<PostgresPrograms> found;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(root, missing)) {
    const std::string folder = entry.path().string() + "/bin";
    if (hasPrograms(folder)) found.push_back({folder, entry.path().filename().string()});
  }
  std::sort(found.begin(), found.end(), [](const PostgresPrograms& a, const PostgresPrograms& b) {
    return numberOf(a.version) > numberOf(b.version);
  });
  return found;
}

std::optional<PostgresPrograms> onPath(const std::string& searchPath) {
  std::istringstream folders(searchPath);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty() && hasPrograms(folder)) return PostgresPrograms{folder, {}};
  }
  return std::nullopt;
}

}  // namespace

core::Result<PostgresPrograms> findPostgres(const std::string& clusterFolder, const std::string& root,
                                            const std::string& searchPath) {
  const std::string wanted = clusterVersion(clusterFolder);
  const std::vector<PostgresPrograms> found = installed(root);
  for (const PostgresPrograms& programs : found) {
    if (wanted.empty() || programs.version == wanted) return programs;
  }
  if (std::optional<PostgresPrograms> programs = onPath(searchPath)) return *programs;
  if (!found.empty()) {
    return core::Error{core::ErrorCode::unavailable,
                       "the database in " + clusterFolder + " was made by PostgreSQL " + wanted +
                           ", which is not installed: install postgresql-" + wanted +
                           ", or choose another folder with --data-dir"};
  }
  return core::Error{
      core::ErrorCode::unavailable,
      "the PostgreSQL server programs (initdb, postgres) were not found in " + root +
          "/*/bin: install the package postgresql, or use `heddle-server serve` with a DATABASE_URI"};
}

}  // namespace heddle::process
