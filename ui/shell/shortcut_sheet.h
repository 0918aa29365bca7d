// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QDialog>
#include <QList>

class QAction;
class QStandardItemModel;

namespace heddle::widgets {
class ViewKeys;
}

namespace heddle::shell {

// "?": which keys do what, here and now. Read from the actions themselves, so that it cannot go stale.
class ShortcutSheet : public QDialog {
  Q_OBJECT
 public:
  explicit ShortcutSheet(QWidget* parent);

  // Those with a key; one without is in the command palette only.
  void add(const QString& section, const QList<QAction*>& actions);
  // What the views understand while they have the focus.
  void add(const widgets::ViewKeys& keys);
  // The sheet as a document of A4 pages, for the printer. What went wrong, in a sentence, or nothing.
  QString writePdf(const QString& path) const;

 Q_SIGNALS:
  // What became of saving it.
  void noticed(const QString& sentence);

 private:
  void chooseFile();
  void addRow(const QString& section, const QString& command, const QString& keys);

  QStandardItemModel* rows_;
};

}  // namespace heddle::shell
