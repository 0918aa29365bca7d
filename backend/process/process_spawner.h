// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/ports/spawner.h"
#include "backend/process/orphan_guard.h"

#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace heddle::process {

/// Starts children as `PROGRAM __child …` with posix_spawn, so that nothing but exec happens between fork and
/// the child's own set-up. Use it on the main thread only: the kernel's death signal follows the thread that
/// started the child. Lines arrive, and exits are noticed, on the executor's thread.
/// Output above 1,000 lines a second is dropped and counted in one line. A Child that is destroyed while its
/// process lives sends ChildSpec::deathSignal to the group; the process is reaped all the same. What children
/// with the death signal KILL have started ends with them, and with this server whatever group it is in.
class ProcessSpawner : public core::Spawner {
 public:
  /// `program` must hand its arguments after `__child` to runChild(); by default it is the running binary.
  explicit ProcessSpawner(boost::asio::any_io_executor executor, std::string program = ownProgram());

  std::unique_ptr<core::Child> spawn(core::ChildSpec spec) override;

  static std::string ownProgram();

 private:
  boost::asio::any_io_executor executor_;
  std::string program_;
  std::shared_ptr<OrphanGuard> guard_;  // from the first child on that is to die with us at once
};

}  // namespace heddle::process
