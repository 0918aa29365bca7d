// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/form/json_form.h"

#include "models/values/value_text.h"
#include "ui/panels/form/field_editor.h"
#include "ui/panels/form/growing_text.h"
#include "ui/panels/run_dialog/json_check.h"
#include "ui/widgets/json_edit.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/tab_chain.h"

#include <algorithm>

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QVBoxLayout>

namespace heddle::panels {

using wire::Value;

namespace {

QString written(const Value& value) {
  return models::qtext(wire::writeJson(value, wire::JsonStyle::indented));
}

}  // namespace

JsonForm::JsonForm(const QString& name, QWidget* parent)
    : QWidget(parent),
      name_(name),
      area_(new QScrollArea),
      split_(new widgets::SplitPane(Qt::Horizontal)),
      json_(new widgets::JsonEdit) {
  area_->setWidgetResizable(true);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setFocusPolicy(Qt::NoFocus);
  area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area_->hide();
  split_->add(area_, 3, 380);
  split_->add(json_, 2, 260);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(split_);
  json_->editor()->setAccessibleName(name);
  json_->setCheck(checkJson);
  connect(json_, &widgets::JsonEdit::checked, this, &JsonForm::fromText);
}

void JsonForm::setStart(const QString& text) {
  start_ = text;
  json_->setText(text);
}

QString JsonForm::text() const {
  return json_->text();
}

bool JsonForm::isValid() const {
  return json_->isValid();
}

void JsonForm::setSchema(const Value& schema) {
  const models::Field field = models::fieldOf(schema);
  const bool says = field.kind != models::FieldKind::json;
  if (field_ == field && hasForm() == says) return;
  field_ = field;
  delete area_->takeWidget();
  root_ = nullptr;
  stops_.clear();
  problems_ = 0;
  area_->setVisible(says);
  if (says) buildForm(field);
  // Only what nobody touched makes way for the new schema's start.
  const bool untouched = text() == start_;
  if (says && untouched) setStart(written(models::startingValue(field)));
  fromText();
  if (says && untouched && json_->editor()->hasFocus()) focusFirst();
}

void JsonForm::focusFirst() {
  const auto takesText = [](const QWidget* stop) {
    return qobject_cast<const QLineEdit*>(stop) != nullptr ||
           qobject_cast<const GrowingText*>(stop) != nullptr;
  };
  const auto first = std::find_if(stops_.cbegin(), stops_.cend(), takesText);
  (first == stops_.cend() ? json_->editor() : *first)->setFocus();
}

void JsonForm::buildForm(const models::Field& field) {
  auto* inside = new QWidget;
  auto* column = new QVBoxLayout(inside);
  column->setContentsMargins(2, 0, 8, 8);
  root_ = makeEditor(field, name_, inside);
  column->addWidget(root_);
  column->addStretch(1);
  area_->setWidget(inside);
  connect(root_, &FieldEditor::edited, this, &JsonForm::fromForm);
}

void JsonForm::fromForm() {
  const Value value = root_->value().value_or(Value::ofObject({}));
  writing_ = true;
  json_->setText(written(value));
  writing_ = false;
  check(value);
  Q_EMIT changed();
}

void JsonForm::fromText() {
  if (writing_) return;
  const auto value = wire::parseJson(models::utf8(json_->text()));
  if (value && root_ && root_->value() != *value) root_->setValue(&*value);
  if (value) check(*value);
  Q_EMIT changed();
}

void JsonForm::check(const Value& value) {
  if (!root_) return;
  const auto problems = models::checkValue(*field_, value);
  problems_ = static_cast<int>(problems.size());
  root_->showProblems(problems, {});
  orderTabs();
}

// Fields and rows come later than what follows them in the dialog: the form, then its text, then the rest.
void JsonForm::orderTabs() {
  QList<QWidget*> stops = widgets::stopsAsLaidOut(root_);
  if (stops == stops_) return;
  stops_ = stops;
  QWidget* last = widgets::stopBefore(json_->editor(), this);
  for (QWidget* stop : stops << json_->editor()) {
    QWidget::setTabOrder(last, stop);
    last = stop;
  }
}

}  // namespace heddle::panels
