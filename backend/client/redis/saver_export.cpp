// SPDX-License-Identifier: Apache-2.0
#include "backend/client/redis/saver_export.h"

#include "backend/client/commit_race.h"
#include "backend/client/pool.h"
#include "backend/client/row_file.h"
#include "backend/query/list_json.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace heddle::client {

struct SaverExport::Writing {
  ExportRequest request;
  std::optional<RowFile> file;  // touched by one task of the pool at a time
  CommitRace end;
  qint64 rows = 0, looked = 0;
  QString remark;
  std::optional<query::Key> next;
};

SaverExport::SaverExport(RedisSession& session, QObject* parent) : RowExport(parent), session_(session) {}

SaverExport::~SaverExport() {
  cancel();
}

bool SaverExport::cancel() {
  if (writing_ && !writing_->end.cancel()) return false;
  writing_.reset();
  feed_.reset();
  return true;
}

void SaverExport::start(const ExportRequest& request) {
  cancel();
  writing_ = std::make_shared<Writing>();
  writing_->request = request;
  feed_ = std::make_unique<SaverThreadFeed>(session_);
  connect(feed_.get(), &SaverThreadFeed::loaded, this,
          [this](quint64, const query::Page<query::ThreadRecord>& page) { loaded(page); });
  connect(feed_.get(), &SaverThreadFeed::rereadDone, this,
          [this](quint64, const std::vector<query::ThreadRecord>& rows) { rereadDone(rows); });
  connect(feed_.get(), &SaverThreadFeed::walking, this, [this](quint64, qint64 looked) {
    if (writing_) Q_EMIT progressed(writing_->rows, looked);
  });
  connect(feed_.get(), &SaverThreadFeed::bounded, this, [this](quint64, const QString& sentence) {
    if (writing_) writing_->remark = sentence;
  });
  connect(feed_.get(), &SaverThreadFeed::failed, this, [this](quint64, const SourceError& error) {
    // The feed is telling this: it goes with the next export.
    if (!writing_) return;
    writing_->end.cancel();
    writing_.reset();
    Q_EMIT failed(error.sentence);
  });
  auto query = request.query;
  query.after.reset();
  if (request.ids.empty())
    feed_->load(query);
  else
    feed_->reread(request.ids, query);
}

void SaverExport::loaded(const query::Page<query::ThreadRecord>& page) {
  if (!writing_) return;
  writing_->next = page.next;
  writing_->looked += page.scanned;
  write(page.rows, !page.next);
}

/// Where the login may not search, a thread is found by walking only.
void SaverExport::rereadDone(const std::vector<query::ThreadRecord>& rows) {
  if (!writing_) return;
  const auto missing = writing_->request.ids.size() - std::min(rows.size(), writing_->request.ids.size());
  if (missing > 0)
    writing_->remark =
        QStringLiteral("%1 of the selected threads could not be read again and are not in it.").arg(missing);
  write(rows, true);
}

void SaverExport::write(const std::vector<query::ThreadRecord>& rows, bool last) {
  if (!writing_) return;
  inPool(
      this,
      [writing = writing_, rows, last] {
        if (!writing->file) writing->file.emplace(writing->request.path, writing->request.format);
        for (const auto& row : rows)
          writing->file->add(query::jsonOf(row));
        if (last && writing->end.commit()) writing->file->commit();
        return writing;
      },
      [this, last, count = rows.size()](const std::shared_ptr<Writing>& writing) {
        if (writing != writing_) return;
        writing->rows += static_cast<qint64>(count);
        wrote(last);
      });
}

/// The next page, or the end.
void SaverExport::wrote(bool last) {
  const QString trouble = writing_->file->trouble();
  if (trouble.isEmpty() && !last) {
    Q_EMIT progressed(writing_->rows, writing_->looked);
    auto query = writing_->request.query;
    query.after = writing_->next;
    feed_->load(query);
    return;
  }
  const auto done = std::exchange(writing_, nullptr);
  if (trouble.isEmpty())
    Q_EMIT finished(done->rows, done->request.path, done->remark);
  else
    Q_EMIT failed(trouble);
}

}  // namespace heddle::client
