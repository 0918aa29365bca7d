// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/commit_race.h"
#include "backend/client/postgres/question.h"
#include "backend/client/row_export.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QTimer>

namespace heddle::client {

/// The items of a store, with their values in full.
struct StoreExportRequest {
  query::StoreQuery query;
  /// With items only these: labels of the namespace, and the key.
  std::vector<std::pair<std::vector<std::string>, std::string>> items;
  ExportFormat format = ExportFormat::jsonLines;
  QString path;
};

/// The export of a list of Postgres, on the analysis lane.
class ListExport : public RowExport {
  Q_OBJECT

 public:
  explicit ListExport(PgSession& session, QObject* parent = nullptr);
  ~ListExport() override;

  void start(const ExportRequest& request) override;
  void start(const StoreExportRequest& request);
  bool cancel() override;
  bool isRunning() const override { return progress_ != nullptr; }

 private:
  struct Progress {
    std::atomic<qint64> rows = 0, scanned = 0;
    CommitRace end;
  };
  using Write = std::function<void(PgConnection&, Progress&)>;
  void run(Write write, const QString& path);
  static void write(PgConnection& connection, const ExportRequest& request, Progress& progress);
  static void writeStore(PgConnection& connection, const StoreExportRequest& request, Progress& progress);
  static void writePages(PgConnection& connection, const ExportRequest& request, Progress& progress,
                         class RowFile& file);

  Question question_;
  std::shared_ptr<Progress> progress_;  // shared with the lane's thread
  QTimer tick_;
};

}  // namespace heddle::client
