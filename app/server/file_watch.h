// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace heddle::server {

/// Tells when Python files below some folders, or single named files, change (inotify). Hidden folders,
/// __pycache__, node_modules and virtual environments are left out; so are folders beyond the first 2,000.
/// Changes are collected until `quiet` passes without another. I/O thread only.
class FileWatch {
 public:
  struct Options {
    std::vector<std::string> folders;  // with all below
    std::vector<std::string> files;    // absolute; of any ending
    std::chrono::milliseconds quiet{300};
  };
  using OnChange = std::function<void(const std::vector<std::string>& files)>;

  FileWatch(boost::asio::any_io_executor executor, Options options, OnChange onChange);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

 private:
  void watchTree(const std::string& folder);
  void watchFolder(const std::string& folder);
  void wait();
  void readEvents();
  void note(const std::string& folder, const std::string& name, std::uint32_t mask);
  void arm();

  Options options_;
  OnChange onChange_;
  boost::asio::posix::stream_descriptor inotify_;
  boost::asio::steady_timer quiet_;
  std::map<int, std::string> folders_;  // by watch number
  std::set<std::string> changed_;
  std::shared_ptr<bool> alive_;  // false for handlers that run after the destructor
};

}  // namespace heddle::server
