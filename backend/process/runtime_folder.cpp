// SPDX-License-Identifier: Apache-2.0
#include "backend/process/runtime_folder.h"

#include <cstdlib>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace heddle::process {
namespace {

/// Ours, no link to elsewhere, and closed to writers.
bool isPrivate(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() &&
         (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace

core::Result<std::string> runtimeFolder(const std::string& name) {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  std::error_code failure;
  const bool known = runtime != nullptr && std::filesystem::is_directory(runtime, failure);
  const std::string parent = std::string(known ? runtime : "/tmp") + "/heddle-" + std::to_string(::geteuid());
  std::string folder = parent + "/" + name;
  // Others may pass through the parent: the account that runs a private database keeps its sockets below it.
  constexpr mode_t kPassable = 0711, kClosed = 0700;
  ::mkdir(parent.c_str(), kPassable);
  ::mkdir(folder.c_str(), kClosed);
  if (isPrivate(parent) && isPrivate(folder)) return folder;
  return core::Error{core::ErrorCode::forbidden,
                     "the socket folder " + folder +
                         " belongs to somebody else or cannot be made: remove it or "
                         "set XDG_RUNTIME_DIR to a folder of your own"};
}

}  // namespace heddle::process
