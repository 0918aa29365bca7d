// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/panels/settings/key_editor.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QSpinBox;

namespace heddle::panels {

/// How the window looks, how its times read, how often it looks again, and its keys. Appearance is put in
/// force at once (theme/ThemeSwitch); the rest is asked for by signals. GUI thread.
class SettingsPage : public QWidget {
  Q_OBJECT
 public:
  explicit SettingsPage(KeyEditor::Check keyCheck, QWidget* parent = nullptr);

  void setTimeModes(const QStringList& words, int current);
  void setTimeMode(int mode);
  /// IANA ids to choose from, and the chosen one; empty: none.
  void setTimeZones(const QStringList& ids, const QString& current);
  /// 0 is off.
  void setRefreshSeconds(int seconds);
  void focusTimeZone();
  KeyEditor& keys() { return *keys_; }

 Q_SIGNALS:
  void timeModeChosen(int mode);
  /// Empty: none.
  void timeZoneChosen(const QString& id);
  void refreshSecondsChosen(int seconds);

 private:
  QWidget* buildAppearance();
  QWidget* buildData();
  QWidget* buildKeys(KeyEditor::Check keyCheck);
  void showAppearance();
  QWidget* buildZone(QWidget* parent);
  void takeZone();

  QComboBox* theme_;
  QCheckBox* compact_;
  QSpinBox* text_;
  QComboBox* time_;
  QComboBox* zone_;
  QString chosenZone_;
  QComboBox* refresh_;
  KeyEditor* keys_;
};

}  // namespace heddle::panels
