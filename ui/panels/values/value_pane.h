// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/values/value_search.h"
#include "models/values/value_tree.h"
#include "ui/panels/action_gate.h"

#include <memory>
#include <optional>

#include <QWidget>

class QAction;
class QHBoxLayout;
class QTimer;

namespace heddle::widgets {
class JsonTree;
class SearchField;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class RevealTime;

/// A value as a tree of key, value and type tag, with search in both and the path of what is selected. `name`
/// tells it apart from the others of the window. GUI thread; the value is shared and never changed.
class ValuePane : public QWidget {
  Q_OBJECT
 public:
  explicit ValuePane(const QString& name, QWidget* parent = nullptr);

  /// nullptr shows `whyNothing` instead of a tree.
  /// What is masked in it can be revealed, one value after the other, until something else is shown, or the
  /// time of RevealTime is over.
  void setValue(models::MaskedValue value, const QString& whyNothing);
  /// One faint line at the lower edge: where the value was read.
  void setNote(const QString& note);
  /// For what comes next may look the same and be another object's.
  void hideRevealed();
  /// Of the deployment's changes: a value that was revealed while it was open goes when it closes.
  void setGate(const ActionGate& gate);

 private:
  void buildTree();
  void findNext();
  void searchOn();
  void showPath();
  void buildReveal(QHBoxLayout& line);
  void turnReveal();
  void showReveal();

  QString name_;
  models::ValueTree model_;
  std::optional<models::ValueSearch> looking_;  // a search under way
  QTimer* nextSlice_;
  widgets::JsonTree* tree_;
  widgets::SearchField* search_;
  widgets::StatefulView* states_;
  widgets::TextLabel* path_;
  QAction* reveal_;
  RevealTime* revealTime_;
  widgets::TextLabel* note_;
};

}  // namespace heddle::panels
