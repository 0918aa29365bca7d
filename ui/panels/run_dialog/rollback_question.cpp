// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/run_dialog/rollback_question.h"

#include "models/format/ids.h"
#include "ui/theme/style.h"

#include <QMessageBox>
#include <QPushButton>

namespace heddle::panels {

void askBeforeRollback(QWidget* parent, const QString& runId, std::function<void()> confirmed) {
  auto* box = new QMessageBox(parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(QMessageBox::tr("Roll back run %1").arg(models::shortId(runId)));
  box->setText(QMessageBox::tr("Cancel this run and delete it with its checkpoints?"));
  box->setInformativeText(
      QMessageBox::tr("The thread returns to what it was before the run. This cannot be undone."));
  QPushButton* roll = box->addButton(QMessageBox::tr("Cancel and roll back"), QMessageBox::DestructiveRole);
  QPushButton* keep = box->addButton(QMessageBox::tr("Leave it running"), QMessageBox::RejectRole);
  theme::setButtonKind(roll, theme::ButtonKind::Danger);
  box->setDefaultButton(keep);
  box->setEscapeButton(keep);
  QObject::connect(roll, &QPushButton::clicked, parent, [confirmed = std::move(confirmed)] { confirmed(); });
  box->open();
}

}  // namespace heddle::panels
