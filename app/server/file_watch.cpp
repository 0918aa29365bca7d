// SPDX-License-Identifier: Apache-2.0
#include "app/server/file_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <sys/inotify.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace heddle::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFolders = 2000;
constexpr std::uint32_t kChanges = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE;

int openInotify() {
  const int descriptor = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "watch files");
  return descriptor;
}

bool isLeftOut(const fs::path& folder) {
  const std::string name = folder.filename().string();
  std::error_code failure;
  return (!name.empty() && name.front() == '.') || name == "__pycache__" || name == "node_modules" ||
         fs::exists(folder / "pyvenv.cfg", failure);
}

/// What a graph may be made of, in either language.
bool isCode(const std::string& name) {
  constexpr std::array<std::string_view, 9> kEndings{".py", ".js",  ".mjs", ".cjs", ".jsx",
                                                     ".ts", ".mts", ".cts", ".tsx"};
  const std::string ending = fs::path(name).extension().string();
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

}  // namespace

FileWatch::FileWatch(boost::asio::any_io_executor executor, Options options, OnChange onChange)
    : options_(std::move(options)),
      onChange_(std::move(onChange)),
      inotify_(executor, openInotify()),
      quiet_(executor),
      alive_(std::make_shared<bool>(true)) {
  for (const std::string& folder : options_.folders)
    watchTree(folder);
  for (const std::string& file : options_.files)
    watchFolder(fs::path(file).parent_path().string());
  wait();
}

FileWatch::~FileWatch() {
  *alive_ = false;
}

void FileWatch::watchTree(const std::string& folder) {
  watchFolder(folder);
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::error_code unreadable;
    if (entry->is_directory(unreadable) && !entry->is_symlink(unreadable) && !isLeftOut(entry->path())) {
      watchTree(entry->path().string());
    }
  }
}

void FileWatch::watchFolder(const std::string& folder) {
  if (folders_.size() >= kMostFolders) return;
  const int number = ::inotify_add_watch(inotify_.native_handle(), folder.c_str(), kChanges);
  if (number >= 0) folders_[number] = folder;
}

void FileWatch::wait() {
  inotify_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                      [this, alive = alive_](const boost::system::error_code& error) {
                        if (!*alive || error) return;
                        readEvents();
                        wait();
                      });
}

void FileWatch::readEvents() {
  alignas(inotify_event) char buffer[16 * 1024];
  for (;;) {
    const ssize_t got = ::read(inotify_.native_handle(), buffer, sizeof buffer);
    if (got <= 0) break;
    for (ssize_t at = 0; at < got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      const auto folder = folders_.find(event->wd);
      if (folder != folders_.end() && event->len > 0) note(folder->second, event->name, event->mask);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

void FileWatch::note(const std::string& folder, const std::string& name, std::uint32_t mask) {
  const std::string path = (fs::path(folder) / name).string();
  const bool below =
      std::any_of(options_.folders.begin(), options_.folders.end(),
                  [&folder](const std::string& root) { return folder.compare(0, root.size(), root) == 0; });
  if ((mask & IN_ISDIR) != 0) {
    if (below && (mask & (IN_CREATE | IN_MOVED_TO)) != 0 && !isLeftOut(path)) watchTree(path);
    return;
  }
  if ((mask & IN_CREATE) != 0) return;  // its first write follows
  const bool named = std::find(options_.files.begin(), options_.files.end(), path) != options_.files.end();
  if (!named && !(below && isCode(name))) return;
  changed_.insert(path);
  arm();
}

void FileWatch::arm() {
  quiet_.expires_after(options_.quiet);
  quiet_.async_wait([this, alive = alive_](const boost::system::error_code& error) {
    if (!*alive || error) return;
    const std::vector<std::string> files(changed_.begin(), changed_.end());
    changed_.clear();
    onChange_(files);
  });
}

}  // namespace heddle::server
