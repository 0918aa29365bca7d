// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/list_schema.h"
#include "backend/query/requests.h"

#include <string>
#include <vector>

#include <QObject>
#include <QString>

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

/// Writes a list to a file, page by page, with the rows of one page in memory at a time. The file is there
/// as a whole or not at all; cancelled, failed or destroyed, what was there before stays. One export at a
/// time. Lives in the GUI thread; outlived by the session.
class RowExport : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  virtual void start(const ExportRequest& request) = 0;
  /// Whether there will be no file. False: its last step came first, and `finished` or `failed` follows.
  virtual bool cancel() = 0;
  virtual bool isRunning() const = 0;

 Q_SIGNALS:
  void progressed(qint64 rows, qint64 lookedAt);
  /// `remark`: what the file leaves out, as a sentence; mostly nothing.
  void finished(qint64 rows, const QString& path, const QString& remark = {});
  /// As `finished`, not after a cancel() that was in time.
  void failed(const QString& sentence);
};

}  // namespace heddle::client
