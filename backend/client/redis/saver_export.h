// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/redis/saver_thread_feed.h"
#include "backend/client/row_export.h"

#include <memory>

namespace heddle::client {

/// The export of the threads of a Redis, by a walk of its own through the keys; the file is written in the
/// pool.
class SaverExport : public RowExport {
  Q_OBJECT

 public:
  explicit SaverExport(RedisSession& session, QObject* parent = nullptr);
  ~SaverExport() override;

  void start(const ExportRequest& request) override;
  bool cancel() override;
  bool isRunning() const override { return writing_ != nullptr; }

 private:
  struct Writing;
  void loaded(const query::Page<query::ThreadRecord>& page);
  void rereadDone(const std::vector<query::ThreadRecord>& rows);
  void write(const std::vector<query::ThreadRecord>& rows, bool last);
  void wrote(bool last);

  RedisSession& session_;
  std::unique_ptr<SaverThreadFeed> feed_;  // of the export under way
  std::shared_ptr<Writing> writing_;       // shared with the pool
};

}  // namespace heddle::client
