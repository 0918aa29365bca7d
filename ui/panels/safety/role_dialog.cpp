// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/safety/role_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace heddle::panels {

using widgets::TextLabel;
using widgets::TextRole;

namespace {

constexpr int kSqlLines = 11;
constexpr int kAclLines = 5;

}  // namespace

RoleDialog::RoleDialog(const QString& deployment, const QString& sql, const QString& acl, QWidget* parent)
    : QDialog(parent) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(QStringLiteral("Read-only role — ") + deployment);
  resize(theme::scaled(760), theme::scaled(480));
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding + 4;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(10);
  column->addWidget(new TextLabel(QStringLiteral("An account that can only read"), TextRole::Title));
  auto* why = new TextLabel(
      QStringLiteral("The console reads in transactions that cannot write. With an account of its own the "
                     "database sees to that as well. Run this as an administrator, then use the account in "
                     "the addresses of %1. Nothing is run from here.")
          .arg(deployment),
      TextRole::Text, theme::Tone::Muted);
  why->setWordWrap(true);
  column->addWidget(why);
  addText(column, QStringLiteral("Postgres"), sql, kSqlLines);
  addText(column, QStringLiteral("Redis"), acl, kAclLines);
  if (!acl.isEmpty()) {
    auto* then = new TextLabel(
        QStringLiteral(
            "Then give it a password: ACL SETUSER heddle-reader >PASSWORD, and keep it with ACL SAVE."),
        TextRole::Small, theme::Tone::Muted);
    then->setWordWrap(true);
    column->addWidget(then);
  }
  column->addStretch(1);
  auto* row = new QHBoxLayout;
  row->addStretch(1);
  auto* close = widgets::makeButton(QStringLiteral("Close"), theme::ButtonKind::Plain, {}, this);
  close->setDefault(true);
  row->addWidget(close);
  column->addLayout(row);
  connect(close, &QPushButton::clicked, this, &QDialog::accept);
}

void RoleDialog::addText(QVBoxLayout* column, const QString& name, const QString& text, int lines) {
  if (text.isEmpty()) return;
  auto* head = new QHBoxLayout;
  head->addWidget(new TextLabel(name, TextRole::Medium));
  head->addStretch(1);
  auto* copy =
      widgets::makeButton(QStringLiteral("Copy"), theme::ButtonKind::Plain, QStringLiteral("copy"), this);
  copy->setAccessibleName(QStringLiteral("Copy the text for ") + name);
  head->addWidget(copy);
  column->addLayout(head);
  auto* view = new widgets::CodeView(this);
  view->setAccessibleName(QStringLiteral("Read-only role for ") + name);
  view->setCode(text, widgets::CodeView::Language::Plain);
  view->setWrapped(true);
  view->fitLines(lines);
  column->addWidget(view);
  connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text); });
}

}  // namespace heddle::panels
