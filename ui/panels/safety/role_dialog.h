// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QVBoxLayout;

namespace heddle::panels {

/// Texts with which an administrator makes an account for the console that can only read, to be copied.
/// Nothing is run from here. Deletes itself when closed; GUI thread.
class RoleDialog : public QDialog {
  Q_OBJECT
 public:
  RoleDialog(const QString& deployment, const QString& sql, const QString& acl, QWidget* parent = nullptr);

 private:
  void addText(QVBoxLayout* column, const QString& name, const QString& text, int lines);
};

}  // namespace heddle::panels
