// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"
#include "backend/process/service_account.h"

#include <string>

namespace heddle::process {

/// The folder of one `heddle-server dev`, locked for as long as this lives (flock, so a crash releases it).
/// Everything stands below path(), except two things (DESIGN §4a.27): sockets, because their paths must be
/// short, and the cluster of a server that runs as root, because its account must reach it.
class DataFolder {
 public:
  struct Options {
    std::string path;                           // made when missing
    bool ephemeral = false;                     // a fresh temporary folder instead, removed by the destructor
    std::string stateRoot = "/var/lib/heddle";  // where clusters of a root server live
    std::string socketBase;                     // empty: $XDG_RUNTIME_DIR or /tmp
  };

  /// Errors: forbidden (cannot be made or written), conflict (another server holds it), tooLarge (no socket
  /// path below 100 bytes); each one sentence that says what to do.
  static core::Result<DataFolder> open(Options options, const ServiceAccount& account);

  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;
  ~DataFolder();

  const std::string& path() const { return path_; }
  const std::string& clusterFolder() const { return cluster_; }  // may not exist yet; its parent does
  const std::string& socketFolder() const { return sockets_; }   // 0700, owned by the service account
  /// Set when an older cluster of a folder of the same name was put aside: the sentence that says where.
  const std::string& notice() const { return notice_; }

 private:
  DataFolder() = default;

  core::Result<void> makeAndLock(const Options& options);
  core::Result<void> placeCluster(const Options& options, const ServiceAccount& account);
  core::Result<void> placeSockets(const Options& options, const ServiceAccount& account);

  std::string path_, cluster_, sockets_, notice_;
  bool ephemeral_ = false;
  int lock_ = -1;
};

}  // namespace heddle::process
