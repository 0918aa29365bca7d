// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/form/field.h"

#include <optional>

#include <QWidget>

class QScrollArea;

namespace heddle::widgets {
class JsonEdit;
class SplitPane;
}  // namespace heddle::widgets

namespace heddle::panels {

class FieldEditor;

/// A JSON document as a form and as text, kept in step: what is edited in one appears in the other.
/// Differences from the schema are named in place; they do not stop anybody, for the graph decides what it
/// takes. Without a schema there is the text alone. GUI thread.
class JsonForm : public QWidget {
  Q_OBJECT
 public:
  /// `name` is the accessible name of the text, and leads those of the fields.
  explicit JsonForm(const QString& name, QWidget* parent = nullptr);

  /// Null, or a schema that says nothing: no form. What was not edited yet is replaced by the form's start.
  void setSchema(const wire::Value& schema);
  /// What the document starts with; being replaced by a schema's start, unless the user was here before.
  void setStart(const QString& text);
  QString text() const;
  bool isValid() const;
  bool hasForm() const { return root_ != nullptr; }
  /// How many places differ from the schema.
  int problemCount() const { return problems_; }
  widgets::JsonEdit* json() const { return json_; }
  /// The cursor where one writes first: in the form's first text, else in the document.
  void focusFirst();

 Q_SIGNALS:
  void changed();

 private:
  void buildForm(const models::Field& field);
  void fromForm();
  void fromText();
  void check(const wire::Value& value);
  void orderTabs();

  QString name_;
  QString start_;
  std::optional<models::Field> field_;
  FieldEditor* root_ = nullptr;
  QScrollArea* area_;
  widgets::SplitPane* split_;
  widgets::JsonEdit* json_;
  QList<QWidget*> stops_;  // of the form, as they were chained
  bool writing_ = false;
  int problems_ = 0;
};

}  // namespace heddle::panels
