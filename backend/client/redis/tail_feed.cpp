// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/tail_feed.h"

#include "backend/client/redis/tail_reader.h"

#include <QThread>

namespace heddle::client {

TailFeed::TailFeed(deployment::RedisTarget target, TailNames names, QObject* parent, TailBounds bounds)
    : QObject(parent),
      thread_(ioThread(IoThread::redis)),
      unread_(std::make_shared<std::atomic<int>>(0)),
      reader_(new TailReader(std::move(target), std::move(names), unread_, bounds)) {
  qRegisterMetaType<TailBatch>("heddle::client::TailBatch");
  qRegisterMetaType<TailCounters>("heddle::client::TailCounters");
  qRegisterMetaType<SourceState>();
  reader_->moveToThread(thread_.get());
  connect(reader_, &TailReader::reported, this, &TailFeed::stateChanged);
  connect(reader_, &TailReader::counted, this, &TailFeed::countersChanged);
  connect(reader_, &TailReader::subscribed, this, &TailFeed::subscribed);
  connect(reader_, &TailReader::caughtUp, this, [this](int show) {
    if (running_ && show == show_) Q_EMIT caughtUp();
  });
  connect(reader_, &TailReader::batchRead, this,
          [this](int show, const TailBatch& batch, const TailCounters& counters) {
            --*unread_;
            if (!running_ || show != show_) return;  // still of what was shown before
            Q_EMIT batchArrived(batch);
            Q_EMIT countersChanged(counters);
          });
}

TailFeed::~TailFeed() {
  reader_->disconnect(this);
  reader_->deleteLater();
}

void TailFeed::showRun(const core::ThreadId& thread, const core::RunId& run) {
  running_ = true;
  QMetaObject::invokeMethod(
      reader_, [reader = reader_, show = ++show_, thread, run] { reader->showRun(show, thread, run); },
      Qt::QueuedConnection);
}

void TailFeed::showDeployment(int eventsPerSecond) {
  running_ = true;
  QMetaObject::invokeMethod(
      reader_,
      [reader = reader_, show = ++show_, eventsPerSecond] { reader->showDeployment(show, eventsPerSecond); },
      Qt::QueuedConnection);
}

void TailFeed::tellEnd(const std::string& status) {
  QMetaObject::invokeMethod(
      reader_, [reader = reader_, show = show_, status] { reader->tellEnd(show, status); },
      Qt::QueuedConnection);
}

void TailFeed::stop() {
  running_ = false;
  QMetaObject::invokeMethod(reader_, &TailReader::stop, Qt::QueuedConnection);
}

}  // namespace heddle::client
