// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

namespace heddle::client {

/// Runs `work` in the process' pool and hands its value to `done` in the thread of `context`, unless that is
/// gone. `work` owns what it needs; its value is copied.
template <typename Work, typename Done>
void inPool(QObject* context, Work work, Done done) {
  using Value = std::invoke_result_t<Work>;
  const auto promise = std::make_shared<QPromise<Value>>();
  promise->start();
  promise->future().then(context, std::move(done));
  QThreadPool::globalInstance()->start([promise, work = std::move(work)] {
    promise->addResult(work());
    promise->finish();
  });
}

}  // namespace heddle::client
