// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/form/field.h"

#include <optional>

#include <QWidget>

class QVBoxLayout;

namespace heddle::widgets {
class TextLabel;
}

namespace heddle::panels {

/// Edits one part of a JSON document. What was put in and not touched comes out as it was: number text,
/// unknown members, a value of another type than the schema's. GUI thread.
class FieldEditor : public QWidget {
  Q_OBJECT
 public:
  explicit FieldEditor(models::Field field, QWidget* parent);

  const models::Field& field() const { return field_; }
  /// Nothing: the member is left out.
  std::optional<wire::Value> value() const;
  /// nullptr: it is not there.
  void setValue(const wire::Value* value);
  /// Those of this part, and of the parts inside it, are shown where they belong. `path` is this part's.
  virtual void showProblems(const std::vector<models::FieldProblem>& problems, const QString& path);

 Q_SIGNALS:
  void edited();

 protected:
  /// What the controls say now.
  virtual std::optional<wire::Value> typed() const = 0;
  virtual void display(const wire::Value* value) = 0;

  const std::optional<wire::Value>& given() const { return given_; }
  /// For the controls to call when the user changed them.
  void touch();
  QVBoxLayout* column() const { return column_; }

 private:
  models::Field field_;
  std::optional<wire::Value> given_;
  bool touched_ = false;
  bool displaying_ = false;
  QVBoxLayout* column_;
  widgets::TextLabel* problem_;
};

/// The editor for a field; `name` leads the accessible names of its controls ("Input size").
FieldEditor* makeEditor(const models::Field& field, const QString& name, QWidget* parent);

FieldEditor* makeScalarEditor(const models::Field& field, const QString& name, QWidget* parent);

}  // namespace heddle::panels
