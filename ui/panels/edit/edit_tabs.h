// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"

#include <memory>

#include <QTabWidget>

namespace heddle::widgets {
class JsonEdit;
}

namespace heddle::panels {

class DiffPane;

/// JSON documents to edit, one per tab, and a last tab with what the edit changes. The comparison is made
/// elsewhere: it is asked for whenever that tab comes to the front. GUI thread.
class EditTabs : public QTabWidget {
  Q_OBJECT
 public:
  /// `name` leads the accessible names: "Assistant's".
  explicit EditTabs(const QString& name, QWidget* parent = nullptr);

  widgets::JsonEdit* addJson(const QString& title, const QString& text);
  /// After the last document.
  void addChanges();

  /// Every document can be read; the first that cannot comes to the front.
  bool isValid();
  bool showsChanges() const;
  void showChanges();
  void setChanges(std::shared_ptr<const checkpoint::Diff> diff);

 Q_SIGNALS:
  void edited();
  void changesWanted();
  void turned();

 private:
  QString name_;
  QList<widgets::JsonEdit*> documents_;
  DiffPane* changes_ = nullptr;
};

}  // namespace heddle::panels
