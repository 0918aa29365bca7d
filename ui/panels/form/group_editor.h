// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/form/field_editor.h"

namespace heddle::panels {

/// An object: one editor for each member the schema names. Members it does not name are kept.
class GroupEditor : public FieldEditor {
  Q_OBJECT
 public:
  GroupEditor(const models::Field& field, const QString& name, QWidget* parent);

  void showProblems(const std::vector<models::FieldProblem>& problems, const QString& path) override;

 protected:
  std::optional<wire::Value> typed() const override;
  void display(const wire::Value* value) override;

 private:
  std::vector<FieldEditor*> editors_;
};

}  // namespace heddle::panels
