// SPDX-License-Identifier: Apache-2.0
#include "backend/client/postgres/list_export.h"

#include "backend/client/postgres/feed_reading.h"
#include "backend/client/postgres/list_reading.h"
#include "backend/client/postgres/store_reading.h"
#include "backend/query/list_json.h"
#include "backend/query/store_sql.h"
#include "backend/wire/masking.h"

#include <QFile>
#include <QSaveFile>

namespace heddle::client {
namespace {

constexpr std::chrono::milliseconds kTick{200};
constexpr int kPageRows = 1000;
/// Values of a store may be of megabytes each.
constexpr int kPageItems = 25;

SourceFailure cannotWrite(const QString& path, const QString& why) {
  return SourceFailure(
      {SourceError::Kind::invalid, QStringLiteral("%1 could not be written: %2.").arg(path, why), false});
}

}  // namespace

/// A file of rows that replaces what was there when it is complete.
class RowFile {
 public:
  RowFile(const QString& path, ExportFormat format) : file_(path), format_(format) {
    if (!file_.open(QIODevice::WriteOnly)) throw cannotWrite(path, file_.errorString());
    // Rows of a deployment are nobody else's business.
    file_.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
  }

  void add(wire::Value row) {
    wire::maskSecrets(row);
    std::string text;
    if (format_ == ExportFormat::csv) {
      if (first_) text = query::csvHead(row) + "\r\n";
      text += query::csvLine(row) + "\r\n";
    } else {
      text = wire::writeJson(row) + "\n";
    }
    first_ = false;
    const auto size = static_cast<qint64>(text.size());
    if (file_.write(text.data(), size) != size) throw cannotWrite(file_.fileName(), file_.errorString());
  }

  void commit() {
    if (!file_.commit()) throw cannotWrite(file_.fileName(), file_.errorString());
  }

 private:
  QSaveFile file_;
  ExportFormat format_;
  bool first_ = true;
};

ListExport::ListExport(PgSession& session, QObject* parent)
    : QObject(parent), question_(session, Lane::analysis, this) {
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
    progress.rows += static_cast<qint64>(page.rows.size());
    progress.scanned += page.scanned;
    query.after = page.next;
  } while (query.after && !progress.stopped);
}

void ListExport::write(PgConnection& connection, const ExportRequest& request, Progress& progress) {
  requireFilter(connection, *request.schema, request.query);
  RowFile file(request.path, request.format);
  if (request.ids.empty()) {
    writePages(connection, request, progress, file);
  } else {
    const auto sql = query::byIdSql(*request.schema, connection.capabilities(), request.ids);
    for (const auto& row : connection.rows(sql)) {
      file.add(request.schema->json(row));
      ++progress.rows;
    }
  }
  if (!progress.stopped) file.commit();
}

void ListExport::writeStore(PgConnection& connection, const StoreExportRequest& request, Progress& progress) {
  RowFile file(request.path, request.format);
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
  while (request.items.empty() && !progress.stopped) {
    const auto page = readStoreItems(connection, query);
    for (const auto& item : page.items)
      file.add(query::jsonOf(query::StoreItemDetail{item, item.preview, false}));
    progress.rows += static_cast<qint64>(page.items.size());
    progress.scanned += page.scanned;
    query.after = page.next;
    if (!page.next) break;
  }
  if (!progress.stopped) file.commit();
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

void ListExport::cancel() {
  if (progress_) progress_->stopped = true;
  progress_.reset();
  tick_.stop();
  question_.drop();
}

}  // namespace heddle::client
