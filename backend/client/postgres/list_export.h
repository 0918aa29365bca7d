// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/requests.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

namespace heddle::client {

enum class ExportFormat { csv, jsonLines };

/// What to write where. With ids only these rows, otherwise everything the query finds.
struct ExportRequest {
  const query::ListSchema* schema = nullptr;
  query::ListQuery query;
  std::vector<std::string> ids;
  ExportFormat format = ExportFormat::jsonLines;
  QString path;
};

/// The items of a store, with their values in full.
struct StoreExportRequest {
  query::StoreQuery query;
  /// With items only these: labels of the namespace, and the key.
  std::vector<std::pair<std::vector<std::string>, std::string>> items;
  ExportFormat format = ExportFormat::jsonLines;
  QString path;
};

/// Writes a list to a file, page by page on the analysis lane: memory stays that of a page, whatever the
/// list. The file is there as a whole or not at all; cancelled, failed or destroyed, what was there before
/// stays. One export at a time. Lives in the GUI thread; outlived by the session.
class ListExport : public QObject {
  Q_OBJECT

 public:
  explicit ListExport(PgSession& session, QObject* parent = nullptr);
  ~ListExport() override;

  void start(const ExportRequest& request);
  void start(const StoreExportRequest& request);
  void cancel();
  bool isRunning() const { return progress_ != nullptr; }

 Q_SIGNALS:
  void progressed(qint64 rows, qint64 lookedAt);
  void finished(qint64 rows, const QString& path);
  /// Not after cancel().
  void failed(const QString& sentence);

 private:
  struct Progress {
    std::atomic<qint64> rows = 0, scanned = 0;
    std::atomic<bool> stopped = false;
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
