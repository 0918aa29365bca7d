// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/large_copy.h"

#include <memory>
#include <utility>

#include <QClipboard>
#include <QFuture>
#include <QGuiApplication>
#include <QPromise>
#include <QThreadPool>

namespace heddle::widgets {

void LargeCopy::start(Write write) {
  const auto promise = std::make_shared<QPromise<QString>>();
  promise->start();
  promise->future().then(this, [this, mine = ++newest_](const QString& text) {
    if (mine != newest_) return;
    QGuiApplication::clipboard()->setText(text);
    Q_EMIT copied();
  });
  QThreadPool::globalInstance()->start([promise, write = std::move(write)] {
    promise->addResult(write());
    promise->finish();
  });
}

}  // namespace heddle::widgets
