// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/row_export.h"

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

  /// Goes through a session that is open from now on, until letGo().
  void start(std::unique_ptr<client::RowExport> way);
  /// The session goes; an export under way ends without its file, unless that is being put in its place.
  void letGo();

  /// `what` is exported: "the 3 selected rows". `whyNot` stands there instead while no session is open.
  void fill(QMenu* menu, const QString& what, const QString& whyNot);

  void run(const client::ExportRequest& request);
  /// For who runs it with a request of its own.
  void showStarting() { Q_EMIT progressed(QStringLiteral("Exporting…")); }

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
  std::unique_ptr<client::RowExport> export_;
};

}  // namespace heddle::console
