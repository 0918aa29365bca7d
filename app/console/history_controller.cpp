// SPDX-License-Identifier: Apache-2.0
#include "app/console/history_controller.h"

#include "app/console/audit_rows.h"
#include "app/console/decode_pool.h"
#include "app/console/write_actions.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include <QSaveFile>

namespace heddle::console {

namespace {

constexpr int kShown = 5000;

struct Read {
  std::vector<models::AuditRow> rows;
  QString summary, problem;
};

Read readLog(const QString& path) {
  Read read;
  const auto reading = client::readAudit(path, kShown);
  if (!reading) {
    read.problem = models::qtext(reading.error().message);
    return read;
  }
  read.rows = auditRows(reading->entries);
  read.summary = QStringLiteral("%1 entries").arg(models::countText(static_cast<qint64>(read.rows.size())));
  if (reading->more) read.summary += QStringLiteral(" · older ones are in the file");
  if (reading->unreadable > 0)
    read.summary += QStringLiteral(" · %1 lines cannot be read").arg(reading->unreadable);
  return read;
}

/// What the filter lets through of the whole log; a sentence about what came of it.
QString exported(const QString& from, const AuditFilter& filter, const QString& to) {
  const auto reading = client::readAudit(from, std::numeric_limits<int>::max());
  if (!reading) return models::qtext(reading.error().message);
  const auto entries = auditEntries(reading->entries, filter);
  const QByteArray bytes = to.endsWith(QStringLiteral(".csv")) ? auditCsv(entries) : auditJsonLines(entries);
  QSaveFile file(to);
  const bool written = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
  return written ? QStringLiteral("%1 lines of history were written to %2.").arg(entries.size()).arg(to)
                 : QStringLiteral("%1 could not be written: %2.").arg(to, file.errorString());
}

}  // namespace

HistoryController::HistoryController(PageContext& context, const client::AuditLog& log, QObject* parent)
    : Page(parent), context_(context), path_(log.path()), page_(new panels::HistoryPage(table_)) {
  table_.setTimeFormat(context_.time.format());
  connect(page_, &panels::HistoryPage::filterChanged, this, &HistoryController::show);
  connect(page_, &panels::HistoryPage::reloadRequested, this, &HistoryController::read);
  connect(page_, &panels::HistoryPage::exportRequested, this, &HistoryController::writeTo);
  connect(&context_.time, &WindowTime::modeChanged, this,
          [this] { table_.setTimeFormat(context_.time.format()); });
  connect(&context_.time, &WindowTime::refreshDue, this, [this] {
    if (active_) read();
  });
  connect(&context_.writes, &WriteActions::changed, this, [this] {
    if (active_) read();
  });
  page_->showLoading();
}

HistoryController::~HistoryController() {
  delete page_.data();
}

void HistoryController::activate() {
  active_ = true;
  read();
}

void HistoryController::read() {
  if (reading_) return;
  reading_ = true;
  decode(
      this, [path = path_] { return readLog(path); },
      [this](const Read& read) {
        reading_ = false;
        if (!page_) return;
        if (!read.problem.isEmpty()) {
          page_->showError(QStringLiteral("The history could not be read."), read.problem);
          return;
        }
        rows_ = read.rows;
        summary_ = read.summary;
        show();
      });
}

void HistoryController::show() {
  const AuditFilter filter{page_->outcomes(), page_->text()};
  std::vector<models::AuditRow> shown;
  std::copy_if(rows_.begin(), rows_.end(), std::back_inserter(shown),
               [&filter](const models::AuditRow& row) { return filter.lets(row); });
  table_.setTimeFormat(context_.time.format());
  table_.replaceAll(std::move(shown));
  page_->showReady(summary_);
}

void HistoryController::writeTo(const QString& path) {
  decode(
      this,
      [from = path_, filter = AuditFilter{page_->outcomes(), page_->text()}, path] {
        return exported(from, filter, path);
      },
      [this](const QString& sentence) { Q_EMIT noticeRequested(sentence); });
}

}  // namespace heddle::console
