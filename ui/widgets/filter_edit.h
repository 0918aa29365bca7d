// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/widgets/filter_language.h"

#include <QLineEdit>

class QCompleter;
class QStandardItemModel;

namespace heddle::widgets {

// The text of a filter: mistakes are underlined where they stand, and what may follow is offered beneath.
// Enter says `entered`, Escape `left`.
class FilterEdit : public QLineEdit {
  Q_OBJECT
 public:
  explicit FilterEdit(QWidget* parent = nullptr);

  // Outlives the edit; without one nothing is marked or offered.
  void setLanguage(FilterLanguage* language) { language_ = language; }
  // The first mistake; empty when there is none. One under the cursor is still being written and not told.
  QString mistake() const { return mistake_; }
  bool isMistaken() const { return mistaken_; }
  // Offers again, when it has the focus: values have come.
  void offer();
  void mark();

 Q_SIGNALS:
  void entered();
  void left();
  void marked();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void take(const QString& offered);

  FilterLanguage* language_ = nullptr;
  QCompleter* completer_;
  QStandardItemModel* offers_;
  QString mistake_;
  bool mistaken_ = false;
};

}  // namespace heddle::widgets
