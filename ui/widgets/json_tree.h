// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/large_copy.h"
#include "ui/widgets/view_keys.h"

#include <QTreeView>

namespace heddle::widgets {

// A tree of keys and values over any item model: column 0 the key, 1 the value in one line, 2 the type tag, 3
// the size where there is one. Lazy as its model is. Its keys are those of view_keys.h; Right and Left open
// and close. Actions added to it stand in its menu while they are visible.
class JsonTree : public QTreeView, public KeyedView {
  Q_OBJECT
 public:
  struct Roles {
    int path = -1;  // text: "$.messages[3].content"
    int json = -1;  // the value below, indented: text, or LargeCopy::Write where it may be large
  };

  explicit JsonTree(QWidget* parent = nullptr);
  void setRoles(const Roles& roles);
  const Roles& roles() const { return roles_; }
  void setModel(QAbstractItemModel* model) override;

  // Open paths, for a refresh that replaces the model's content.
  QStringList openPaths() const;
  void openPathsAgain(const QStringList& paths);

  ViewPlace place() const override { return ViewPlace::Values; }
  bool perform(ViewCommand command) override;

 public Q_SLOTS:
  void copyPath();
  void copyValue();

 Q_SIGNALS:
  void copied(const QString& what);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void copy(int role, const QString& what);

  Roles roles_;
  LargeCopy large_;
  bool keyWidthChosen_ = false;  // dragged by hand: stays as it is
};

}  // namespace heddle::widgets
