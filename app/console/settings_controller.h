// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/window_time.h"
#include "ui/panels/settings/settings_page.h"
#include "ui/shell/page.h"

#include <QPointer>

namespace heddle::shell {
class MainWindow;
}

namespace heddle::console {

/// The Settings page: shows what is in force in the window and puts in force what is chosen.
class SettingsController : public shell::Page {
  Q_OBJECT
 public:
  SettingsController(shell::MainWindow& window, WindowTime& time, QObject* parent);
  ~SettingsController() override;

  QString title() const override { return QStringLiteral("Settings"); }
  QString iconName() const override { return QStringLiteral("settings"); }
  QWidget* widget() override { return page_; }

 private:
  void wireTime();
  void wireKeys();
  void showKeys();

  shell::MainWindow& window_;
  WindowTime& time_;
  QPointer<panels::SettingsPage> page_;
};

}  // namespace heddle::console
