// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/run_dialog/run_options.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace heddle::widgets {
class ToggleChip;
}

namespace heddle::panels {

/// The options of a run that no schema describes. GUI thread.
class RunOptionsForm : public QWidget {
  Q_OBJECT
 public:
  enum class Thread { chosen, fixed };

  /// A fixed thread exists already: it cannot be one for this run alone.
  explicit RunOptionsForm(Thread thread, QWidget* parent = nullptr);

  RunOptions options() const;

 Q_SIGNALS:
  /// Whether the run gets a thread of its own.
  void ownThreadChosen(bool own);

 private:
  void buildStreams(QFormLayout* form);
  QComboBox* addChoice(QFormLayout* form, const QString& name, const QStringList& words);

  QList<widgets::ToggleChip*> modes_;
  QCheckBox* subgraphs_;
  QLineEdit* before_;
  QLineEdit* after_;
  QComboBox* multitask_;
  QComboBox* durability_;
  QComboBox* completion_ = nullptr;
  QSpinBox* recursion_;
};

}  // namespace heddle::panels
