// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/form/field_editor.h"

class QComboBox;
class QPushButton;

namespace heddle::panels {

class GrowingText;

/// A conversation: who says it and what, one below the other. Members of a message that are not shown (id,
/// tool calls) stay; content that is not text is shown and edited as JSON beside the form only.
class MessagesEditor : public FieldEditor {
  Q_OBJECT
 public:
  MessagesEditor(const models::Field& field, const QString& name, QWidget* parent);

  void showProblems(const std::vector<models::FieldProblem>& problems, const QString& path) override;

 protected:
  std::optional<wire::Value> typed() const override;
  void display(const wire::Value* value) override;

 private:
  struct Row {
    QWidget* frame;
    QComboBox* role;
    GrowingText* text;
    wire::Value given;
  };

  void addRow();
  void removeRow(QWidget* frame);
  void fill(Row& row, const wire::Value& message);
  wire::Value read(const Row& row) const;

  QString name_;
  std::vector<Row> rows_;
  QPushButton* add_;
};

}  // namespace heddle::panels
