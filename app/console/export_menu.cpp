// SPDX-License-Identifier: Apache-2.0
#include "app/console/export_menu.h"

#include "models/format/numbers.h"

#include <utility>

#include <QDateTime>
#include <QFileDialog>
#include <QMenu>

namespace heddle::console {

using client::ExportFormat;

ExportMenu::ExportMenu(QWidget& page, Words words, QObject* parent)
    : QObject(parent), page_(&page), words_(std::move(words)) {}

void ExportMenu::start(std::unique_ptr<client::RowExport> way) {
  export_ = std::move(way);
  connect(export_.get(), &client::RowExport::progressed, this, [this](qint64 rows, qint64 lookedAt) {
    const QString count = models::countText(rows, words_.unit);
    Q_EMIT progressed(
        lookedAt > rows
            ? QStringLiteral("Exporting… %1, %2 looked at").arg(count, models::countText(lookedAt))
            : QStringLiteral("Exporting… %1").arg(count));
  });
  connect(export_.get(), &client::RowExport::finished, this,
          [this](qint64 rows, const QString& path, const QString& remark) {
            const QString said = QStringLiteral("%1 in %2.").arg(models::countText(rows, words_.unit), path);
            end(remark.isEmpty() ? said : QString(said + u' ' + remark));
          });
  connect(export_.get(), &client::RowExport::failed, this, &ExportMenu::end);
}

void ExportMenu::run(const client::ExportRequest& request) {
  if (!export_) return;
  showStarting();
  export_->start(request);
}

void ExportMenu::letGo() {
  const bool exporting = export_ && export_->isRunning();
  const bool stopped = exporting && export_->cancel();
  export_.reset();
  if (!exporting) return;
  // Nobody is left to hear how the last step went.
  end(stopped ? QStringLiteral("The export has ended: its deployment changed. No file was written.")
              : QStringLiteral("The export was at its last step as its deployment changed: its file is "
                               "written, unless the disk refused it."));
}

void ExportMenu::end(const QString& notice) {
  Q_EMIT progressed({});
  Q_EMIT noticed(notice);
}

void ExportMenu::fill(QMenu* menu, const QString& what, const QString& whyNot) {
  if (!export_) {
    menu->addAction(whyNot)->setEnabled(false);
    return;
  }
  if (export_->isRunning()) {
    menu->addAction(QStringLiteral("Cancel the export"), this, [this] {
      if (!export_) return;
      if (export_->cancel())
        end(QStringLiteral("The export is cancelled; nothing was written."));
      else
        Q_EMIT noticed(QStringLiteral("Too late to cancel: the file is being put in its place."));
    });
    return;
  }
  menu->addAction(QStringLiteral("CSV of %1…").arg(what), this, [this] { askPath(ExportFormat::csv); });
  menu->addAction(QStringLiteral("JSON Lines of %1…").arg(what), this,
                  [this] { askPath(ExportFormat::jsonLines); });
}

void ExportMenu::askPath(ExportFormat format) {
  auto* dialog = new QFileDialog(page_, words_.title);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(format == ExportFormat::csv ? QStringLiteral("csv") : QStringLiteral("jsonl"));
  const QString now = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
  dialog->selectFile(QStringLiteral("%1-%2.%3").arg(words_.stem, now, dialog->defaultSuffix()));
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, format](const QString& path) { Q_EMIT wanted(format, path); });
  dialog->open();
}

}  // namespace heddle::console
