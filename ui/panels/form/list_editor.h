// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/form/field_editor.h"

class QPushButton;

namespace heddle::panels {

/// A list: one editor for each item, which can be taken out; new ones come at the end.
class ListEditor : public FieldEditor {
  Q_OBJECT
 public:
  ListEditor(const models::Field& field, const QString& name, QWidget* parent);

  void showProblems(const std::vector<models::FieldProblem>& problems, const QString& path) override;

 protected:
  std::optional<wire::Value> typed() const override;
  void display(const wire::Value* value) override;

 private:
  struct Row {
    QWidget* frame;
    FieldEditor* editor;
  };

  void addRow(const wire::Value& value);
  void removeRow(QWidget* frame);

  QString name_;
  std::vector<Row> rows_;
  QPushButton* add_;
};

}  // namespace heddle::panels
