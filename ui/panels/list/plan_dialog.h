// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

namespace heddle::widgets {
class CodeView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

/// The database's plan for a list, and the statement it is for; both can be copied. Not modal; deletes itself
/// when closed; GUI thread.
class PlanDialog : public QDialog {
  Q_OBJECT
 public:
  explicit PlanDialog(const QString& list, QWidget* parent = nullptr);

  void showPlan(const QString& plan, const QString& statement);
  void showFailure(const QString& sentence);

 private:
  widgets::TextLabel* note_ = nullptr;
  widgets::CodeView* plan_ = nullptr;
  widgets::CodeView* statement_ = nullptr;
};

}  // namespace heddle::panels
