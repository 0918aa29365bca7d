// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/list_export.h"

#include <memory>

#include <QObject>
#include <QPointer>

class QMenu;
class QWidget;

namespace heddle::console {

/// Exports what a page lists: the entries of its menu, the question for a file, how far it is and what became
/// of it. What is exported the page says, when it was asked for. One at a time; GUI thread.
class ExportMenu : public QObject {
  Q_OBJECT
 public:
  struct Words {
    QString title;  // of the dialog: "Export runs"
    QString stem;   // of the file's name: "samples-runs"
    QString unit;   // one of what is exported: "row"
  };

  ExportMenu(QWidget& page, Words words, QObject* parent);

  /// Exports go through the session from now on.
  void start(client::PgSession& session);
  /// The session goes; an export under way ends without its file.
  void letGo();

  /// `what` is exported: "the 3 selected rows". `whyNot` stands there instead while no session is open.
  void fill(QMenu* menu, const QString& what, const QString& whyNot);

  template <typename Request>
  void run(const Request& request) {
    if (!export_) return;
    Q_EMIT progressed(QStringLiteral("Exporting…"));
    export_->start(request);
  }

 Q_SIGNALS:
  /// The user wants it, in this file.
  void wanted(heddle::client::ExportFormat format, const QString& path);
  /// Empty when it is over.
  void progressed(const QString& sentence);
  void noticed(const QString& sentence);

 private:
  void askPath(client::ExportFormat format);
  void end(const QString& notice);

  QPointer<QWidget> page_;
  Words words_;
  std::unique_ptr<client::ListExport> export_;
};

}  // namespace heddle::console
