// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace heddle::panels {

/// Asks why a deployment is to be unlocked. Says what unlocking means there; the default is to leave it
/// locked. Deletes itself when closed; GUI thread.
class UnlockDialog : public QDialog {
  Q_OBJECT
 public:
  /// `level` is what unlocking gives: guarded, standard.
  UnlockDialog(const QString& deployment, const QString& environment, const QString& level,
               QWidget* parent = nullptr);

 Q_SIGNALS:
  void unlockRequested(const QString& reason);

 private:
  QLineEdit* reason_;
  QPushButton* unlock_;
};

}  // namespace heddle::panels
