// SPDX-License-Identifier: Apache-2.0
#include "backend/process/data_folder.h"

#include "backend/core/uuid.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace heddle::process {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::Result;

constexpr std::size_t kSocketPathLimit = 100;
constexpr std::size_t kLongestSocketName = 14;  // "/.s.PGSQL.5432"

std::string reason() {
  return std::strerror(errno);
}

/// Stable name of a folder: the hexadecimal digits of a name-based UUID of its path.
std::string folderHash(const std::string& path, std::size_t digits) {
  std::string text = core::Uuid::named(core::kAssistantSpace, path).text();
  std::erase(text, '-');
  return text.substr(0, digits);
}

bool makeFolder(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0) return ::chmod(path.c_str(), mode) == 0;  // whatever the umask
  return errno == EEXIST && fs::is_directory(path);
}

/// A folder in /tmp may have been planted by somebody else: it must be a real folder, and ours.
bool isOwnFolder(const std::string& path, uid_t owner) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == owner;
}

Error unwritable(const std::string& path) {
  return Error{ErrorCode::forbidden, "the data folder " + path + " cannot be written (" + reason() +
                                         "): correct its permissions or choose another with --data-dir"};
}

/// Whether the account may pass through the folder and all above it.
bool isOpenTo(const ServiceAccount& account, const fs::path& folder) {
  fs::path walked;
  for (const fs::path& part : fs::absolute(folder)) {
    walked /= part;
    struct stat info {};
    if (::stat(walked.c_str(), &info) != 0) return false;
    const mode_t wanted = info.st_uid == account.uid   ? S_IXUSR
                          : info.st_gid == account.gid ? S_IXGRP
                                                       : S_IXOTH;
    if ((info.st_mode & wanted) == 0) return false;
  }
  return true;
}

std::string holderOf(const std::string& lockFile) {
  std::ifstream file(lockFile);
  std::string pid;
  return file >> pid ? "process " + pid : std::string("another process");
}

}  // namespace

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)),
      cluster_(std::move(other.cluster_)),
      sockets_(std::move(other.sockets_)),
      notice_(std::move(other.notice_)),
      ephemeral_(std::exchange(other.ephemeral_, false)),
      lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  std::error_code ignored;
  if (ephemeral_) {
    fs::remove_all(sockets_, ignored);
    fs::remove_all(path_, ignored);
  }
  if (lock_ >= 0) ::close(lock_);
}

Result<DataFolder> DataFolder::open(Options options, const ServiceAccount& account) {
  DataFolder folder;
  if (options.ephemeral) {
    fs::path place = fs::temp_directory_path();
    if (account.isOther() && !isOpenTo(account, place)) {
      folder.notice_ =
          place.string() + " is closed to the account that runs PostgreSQL: the temporary data are in /tmp";
      place = "/tmp";
    }
    std::string path = (place / "heddle-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) return unwritable(path);
    options.path = path;
    folder.ephemeral_ = true;
  }
  if (Result<void> done = folder.makeAndLock(options); !done) return done.error();
  if (Result<void> done = folder.placeCluster(options, account); !done) return done.error();
  if (Result<void> done = folder.placeSockets(options, account); !done) return done.error();
  return folder;
}

Result<void> DataFolder::makeAndLock(const Options& options) {
  path_ = fs::absolute(options.path).lexically_normal().string();
  if (path_.size() > 1 && path_.back() == '/') path_.pop_back();
  std::error_code failure;
  const bool existed = fs::is_directory(path_, failure);
  fs::create_directories(path_, failure);
  if (failure) {
    errno = failure.value();
    return unwritable(path_);
  }
  if (!existed) ::chmod(path_.c_str(), 0700);
  path_ = fs::canonical(path_).string();
  const std::string lockFile = path_ + "/lock";
  lock_ = ::open(lockFile.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) return unwritable(path_);
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorCode::conflict,
                 "the data folder " + path_ + " is in use by " + holderOf(lockFile) +
                     ": stop that heddle-server or choose another folder with --data-dir"};
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock_, 0) != 0 || ::pwrite(lock_, pid.data(), pid.size(), 0) < 0) return unwritable(path_);
  return {};
}

Result<void> DataFolder::placeCluster(const Options& options, const ServiceAccount& account) {
  if (!account.isOther()) {
    cluster_ = path_ + "/postgres";
    return {};
  }
  std::string parent;
  if (ephemeral_) {
    if (::chmod(path_.c_str(), 0711) != 0) return unwritable(path_);
    parent = path_ + "/state";
  } else {
    parent = options.stateRoot + "/" + folderHash(path_, 16);
    if (!makeFolder(options.stateRoot, 0755)) return unwritable(options.stateRoot);
    // The folder was deleted to start anew: its cluster must not come back, nor be lost without a word.
    const std::string marker = path_ + "/cluster";
    if (!fs::exists(marker) && fs::exists(parent)) {
      const std::string aside = parent + ".old-" + std::to_string(std::time(nullptr));
      fs::rename(parent, aside);
      notice_ = "the database of an earlier folder of this name was put aside in " + aside;
    }
    std::ofstream(marker) << parent << "\n";
  }
  if (!makeFolder(parent, 0700) || ::chown(parent.c_str(), account.uid, account.gid) != 0)
    return unwritable(parent);
  cluster_ = parent + "/postgres";
  return {};
}

Result<void> DataFolder::placeSockets(const Options& options, const ServiceAccount& account) {
  const char* runtime = account.isOther() ? nullptr : std::getenv("XDG_RUNTIME_DIR");
  std::string base = options.socketBase;
  if (base.empty()) base = runtime != nullptr && fs::is_directory(runtime) ? runtime : "/tmp";
  const std::string below = "/heddle-" + std::to_string(::geteuid()) + "/" + folderHash(path_, 8);
  if (options.socketBase.empty() && base.size() + below.size() + kLongestSocketName > kSocketPathLimit)
    base = "/tmp";
  if (base.size() + below.size() + kLongestSocketName > kSocketPathLimit) {
    return Error{ErrorCode::tooLarge, "the socket folder " + base + below +
                                          " is too long a path: set XDG_RUNTIME_DIR to a shorter folder"};
  }
  sockets_ = base + below;
  const std::string parent = fs::path(sockets_).parent_path().string();
  const mode_t parentMode = account.isOther() ? 0711 : 0700;
  if (!makeFolder(parent, parentMode) || !isOwnFolder(parent, ::geteuid())) {
    return Error{ErrorCode::forbidden, "the socket folder " + parent +
                                           " belongs to somebody else or cannot be made: remove it or set "
                                           "XDG_RUNTIME_DIR to a folder of your own"};
  }
  if (!makeFolder(sockets_, 0700) || ::chown(sockets_.c_str(), account.uid, account.gid) != 0) {
    return unwritable(sockets_);
  }
  return {};
}

}  // namespace heddle::process
