// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/list_export.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/client/postgres/store_reading.h"
#include "backend/client/row_file.h"
#include "backend/query/list_json.h"
#include "backend/query/store_sql.h"

#include <chrono>

namespace heddle::client {
namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr int kPageRows = 1000;
/// Values of a store may be of megabytes each.
constexpr int kPageItems = 25;

/// A file that cannot be written ends the question.
void requireWritten(const RowFile& file) {
  if (!file.trouble().isEmpty()) throw SourceFailure({SourceError::Kind::invalid, file.trouble(), false});
}

}  // namespace

ListExport::ListExport(PgSession& session, QObject* parent)
    : RowExport(parent), question_(session, Lane::analysis, this) {
  tick_.setInterval(kTick);
  connect(&tick_, &QTimer::timeout, this, [this] {
    if (progress_) Q_EMIT progressed(progress_->rows, progress_->scanned);
  });
}

ListExport::~ListExport() {
  cancel();
}

void ListExport::writePages(PgConnection& connection, const ExportRequest& request, Progress& progress,
                            RowFile& file) {
  auto query = request.query;
  query.after.reset();
  query.limit = kPageRows;
  do {
    const auto page = readList(connection, *request.schema, query, request.schema->json);
    for (const auto& row : page.rows)
      file.add(row);
    requireWritten(file);
    progress.rows += static_cast<qint64>(page.rows.size());
    progress.scanned += page.scanned;
    query.after = page.next;
  } while (query.after && !progress.end.isCancelled());
}

void ListExport::write(PgConnection& connection, const ExportRequest& request, Progress& progress) {
  requireFilter(connection, *request.schema, request.query);
  RowFile file(request.path, request.format);
  requireWritten(file);
  if (request.ids.empty()) {
    writePages(connection, request, progress, file);
  } else {
    const auto sql = query::byIdSql(*request.schema, connection.capabilities(), request.ids);
    for (const auto& row : connection.rows(sql)) {
      file.add(request.schema->json(row));
      ++progress.rows;
    }
  }
  if (progress.end.commit()) file.commit();
  requireWritten(file);
}

void ListExport::writeStore(PgConnection& connection, const StoreExportRequest& request, Progress& progress) {
  RowFile file(request.path, request.format);
  requireWritten(file);
  const auto& can = connection.capabilities();
  for (const auto& [labels, key] : request.items) {
    const auto rows = connection.blobs(query::storeItemSql(can, labels, key));
    if (rows.empty()) continue;  // deleted meanwhile
    const auto item = query::storeItemFrom(can, rows.front());
    file.add(query::jsonOf(item));
    ++progress.rows;
  }
  auto query = request.query;
  query.after.reset();
  query.whole = true;
  query.limit = kPageItems;
  while (request.items.empty() && !progress.end.isCancelled()) {
    const auto page = readStoreItems(connection, query);
    for (const auto& item : page.items)
      file.add(query::jsonOf(query::StoreItemDetail{item, item.preview, false}));
    requireWritten(file);
    progress.rows += static_cast<qint64>(page.items.size());
    progress.scanned += page.scanned;
    query.after = page.next;
    if (!page.next) break;
  }
  if (progress.end.commit()) file.commit();
  requireWritten(file);
}

void ListExport::start(const ExportRequest& request) {
  run([request](PgConnection& connection, Progress& progress) { write(connection, request, progress); },
      request.path);
}

void ListExport::start(const StoreExportRequest& request) {
  run([request](PgConnection& connection, Progress& progress) { writeStore(connection, request, progress); },
      request.path);
}

void ListExport::run(Write write, const QString& path) {
  cancel();
  progress_ = std::make_shared<Progress>();
  tick_.start();
  question_.ask(
      [write = std::move(write), progress = progress_](PgConnection& connection) -> std::any {
        write(connection, *progress);
        return static_cast<qint64>(progress->rows);
      },
      [this, path](quint64, std::any answer, const SourceError* error) {
        tick_.stop();
        progress_.reset();
        if (error != nullptr) {
          Q_EMIT failed(error->sentence);
        } else {
          Q_EMIT finished(std::any_cast<qint64>(answer), path);
        }
      });
}

bool ListExport::cancel() {
  if (progress_ && !progress_->end.cancel()) return false;
  progress_.reset();
  tick_.stop();
  question_.drop();
  return true;
}

}  // namespace heddle::client
