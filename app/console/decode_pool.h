// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <QFuture>
#include <QtConcurrent>

namespace heddle::console {

/// Runs `work` in the decode pool and hands its value to `done` in the thread of `context`, unless that is
/// gone.
template <typename Work, typename Done>
void decode(QObject* context, Work work, Done done) {
  QtConcurrent::run(std::move(work)).then(context, std::move(done));
}

}  // namespace heddle::console
