// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/list/plan_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::CodeView;
using widgets::TextLabel;
using widgets::TextRole;

PlanDialog::PlanDialog(const QString& list, QWidget* parent) : QDialog(parent) {
  setAttribute(Qt::WA_DeleteOnClose);
  const QString title = QStringLiteral("Query plan: ") + list;
  setWindowTitle(title);
  resize(theme::scaled(820), theme::scaled(600));
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding + 4;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(10);
  column->addWidget(new TextLabel(title, TextRole::Title));
  note_ = new TextLabel(QStringLiteral("Reading…"), TextRole::Text, theme::Tone::Muted, this);
  note_->setWordWrap(true);
  column->addWidget(note_);
  const auto view = [&](const QString& name, int stretch) {
    auto* code = new CodeView(this);
    code->setAccessibleName(name);
    column->addWidget(new TextLabel(name, TextRole::Medium));
    column->addWidget(code, stretch);
    return code;
  };
  plan_ = view(QStringLiteral("Plan"), 3);
  statement_ = view(QStringLiteral("Statement"), 1);
  statement_->setWrapped(true);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  auto* copy = widgets::makeButton(QStringLiteral("Copy plan and statement"), theme::ButtonKind::Plain,
                                   QStringLiteral("copy"), this);
  auto* close = widgets::makeButton(QStringLiteral("Close"), theme::ButtonKind::Plain, {}, this);
  row->addWidget(copy);
  row->addStretch(1);
  row->addWidget(close);
  column->addLayout(row);
  connect(copy, &QPushButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(plan_->toPlainText() + QStringLiteral("\n\n") +
                                          statement_->toPlainText());
  });
  connect(close, &QPushButton::clicked, this, &QDialog::reject);
}

void PlanDialog::showPlan(const QString& plan, const QString& statement) {
  note_->setText(
      QStringLiteral("What Postgres expects to do for one page of this list. It was asked to explain the "
                     "statement, not to execute it: rows and costs are its estimates."));
  plan_->setCode(plan, CodeView::Language::Plain);
  statement_->setCode(statement, CodeView::Language::Plain);
}

void PlanDialog::showFailure(const QString& sentence) {
  note_->setTone(theme::Tone::Error);
  note_->setText(sentence);
}

}  // namespace heddle::panels
