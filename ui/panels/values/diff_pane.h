// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/values/diff_tree.h"
#include "ui/widgets/large_copy.h"

#include <memory>

#include <QWidget>

class QPushButton;
class QTextEdit;

namespace heddle::widgets {
class DiffView;
class StatefulView;
class TextLabel;
class ToggleChip;
}  // namespace heddle::widgets

namespace heddle::panels {

/// Two values compared: a tree of what differs, side by side, the words of a text that changed beneath it,
/// and the whole as an RFC 6902 patch for the clipboard. `name` tells it apart from the others of the window.
/// GUI thread; the comparison is made elsewhere.
class DiffPane : public QWidget {
  Q_OBJECT
 public:
  explicit DiffPane(const QString& name, QWidget* parent = nullptr);

  /// `sides` says what A and B are.
  void setDiff(std::shared_ptr<const checkpoint::Diff> diff, const QString& sides);
  void showNothing(const QString& sentence, const QString& hint);
  void showLoading();
  void showProblem(const QString& sentence);

 private:
  void buildHead();
  void showWords();
  void expandChanges();
  void copyPatch();

  QString name_;
  models::DiffTree model_;
  widgets::LargeCopy patch_;
  widgets::TextLabel* summary_;
  widgets::TextLabel* sides_;
  widgets::ToggleChip* onlyChanges_;
  QPushButton* copy_;
  widgets::DiffView* tree_;
  widgets::StatefulView* states_;
  QTextEdit* words_;
};

}  // namespace heddle::panels
