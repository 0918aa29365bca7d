// SPDX-License-Identifier: Apache-2.0
#include "models/values/value_text.h"
#include "ui/panels/form/field_editor.h"
#include "ui/panels/form/growing_text.h"
#include "ui/panels/run_dialog/json_check.h"
#include "ui/theme/theme.h"
#include "ui/widgets/json_edit.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace heddle::panels {

using models::Field;
using models::FieldKind;
using wire::Value;

namespace {

constexpr int kJsonHeight = 110;

class TextEditor : public FieldEditor {
 public:
  TextEditor(const Field& field, const QString& name, QWidget* parent)
      : FieldEditor(field, parent), text_(new GrowingText(this)) {
    text_->setAccessibleName(name);
    column()->addWidget(text_);
    connect(text_, &QPlainTextEdit::textChanged, this, [this] { touch(); });
  }

 protected:
  std::optional<Value> typed() const override {
    if (text_->toPlainText().isEmpty() && !field().required) return std::nullopt;
    return Value::ofString(models::utf8(text_->toPlainText()));
  }
  void display(const Value* value) override {
    text_->setPlainText(value && !value->isNull() ? models::wholeText(*value) : QString());
  }

 private:
  GrowingText* text_;
};

/// Keeps the digits as they were typed. What is no number is passed on as text, for the check to name.
class NumberEditor : public FieldEditor {
 public:
  NumberEditor(const Field& field, const QString& name, QWidget* parent)
      : FieldEditor(field, parent), line_(new QLineEdit(this)) {
    line_->setAccessibleName(name);
    column()->addWidget(line_);
    connect(line_, &QLineEdit::textChanged, this, [this] { touch(); });
  }

 protected:
  std::optional<Value> typed() const override {
    const std::string text = models::utf8(line_->text().trimmed());
    if (text.empty()) return std::nullopt;
    auto parsed = wire::parseJson(text);
    const bool isNumber = parsed && parsed->kind() == Value::Kind::number;
    return isNumber ? std::move(*parsed) : Value::ofString(text);
  }
  void display(const Value* value) override {
    line_->setText(value && !value->isNull() ? models::wholeText(*value) : QString());
  }

 private:
  QLineEdit* line_;
};

/// True and false, or the choices of the schema; "not set" leaves the member out.
class ChoiceEditor : public FieldEditor {
 public:
  ChoiceEditor(const Field& field, const QString& name, QWidget* parent)
      : FieldEditor(field, parent), box_(new QComboBox(this)) {
    choices_ = field.kind == FieldKind::boolean
                   ? std::vector<Value>{Value::ofBool(true), Value::ofBool(false)}
                   : field.choices;
    if (field.nullable) choices_.emplace_back();
    box_->setAccessibleName(name);
    box_->addItem(tr("not set"));
    for (const Value& choice : choices_)
      box_->addItem(choice.isString() ? models::qtext(choice.string())
                                      : models::qtext(wire::writeJson(choice)));
    column()->addWidget(box_, 0, Qt::AlignLeft);
    connect(box_, &QComboBox::currentIndexChanged, this, [this] { touch(); });
  }

 protected:
  std::optional<Value> typed() const override {
    const int index = box_->currentIndex() - 1;
    if (index < 0) return std::nullopt;
    return choices_[static_cast<std::size_t>(index)];
  }
  void display(const Value* value) override {
    int index = 0;
    for (std::size_t i = 0; value && i < choices_.size(); ++i) {
      if (choices_[i] == *value) index = static_cast<int>(i) + 1;
    }
    box_->setCurrentIndex(index);
  }

 private:
  QComboBox* box_;
  std::vector<Value> choices_;
};

/// Whatever a form cannot say. While the text is broken the last good value stands.
class JsonEditor : public FieldEditor {
 public:
  JsonEditor(const Field& field, const QString& name, QWidget* parent)
      : FieldEditor(field, parent), json_(new widgets::JsonEdit(this)) {
    json_->editor()->setAccessibleName(name);
    json_->setMinimumHeight(theme::scaled(kJsonHeight));
    json_->setCheck(
        [](const QString& text) { return text.trimmed().isEmpty() ? std::nullopt : checkJson(text); });
    column()->addWidget(json_);
    connect(json_->editor(), &QPlainTextEdit::textChanged, this, [this] { touch(); });
  }

 protected:
  std::optional<Value> typed() const override {
    const QString text = json_->text().trimmed();
    if (text.isEmpty()) return std::nullopt;
    auto parsed = wire::parseJson(models::utf8(text));
    if (!parsed) return given();
    return std::move(*parsed);
  }
  void display(const Value* value) override {
    json_->setText(value ? models::qtext(wire::writeJson(*value, wire::JsonStyle::indented)) : QString());
  }

 private:
  widgets::JsonEdit* json_;
};

}  // namespace

FieldEditor* makeScalarEditor(const Field& field, const QString& name, QWidget* parent) {
  switch (field.kind) {
    case FieldKind::text:
      return new TextEditor(field, name, parent);
    case FieldKind::integer:
    case FieldKind::number:
      return new NumberEditor(field, name, parent);
    case FieldKind::boolean:
    case FieldKind::choice:
      return new ChoiceEditor(field, name, parent);
    default:
      return new JsonEditor(field, name, parent);
  }
}

}  // namespace heddle::panels
