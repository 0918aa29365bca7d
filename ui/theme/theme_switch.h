// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QObject>

namespace heddle::theme {

enum class Choice { Light, Dark, HighContrast, FollowSystem };
QString choiceName(Choice choice);           // light, dark, contrast, system: the stored word
Choice choiceFromName(const QString& name);  // anything unknown follows the system

// The one place that puts a theme in force: style, palette, font, then `themeChanged`. Lives as long as the
// QApplication, GUI thread. Widgets that draw through the style or read `current()` in paintEvent need no
// connection; those that keep colours (plots, text formats, label palettes) connect to `themeChanged`.
class ThemeSwitch : public QObject {
  Q_OBJECT
 public:
  static ThemeSwitch& instance();

  Choice choice() const { return choice_; }

 public Q_SLOTS:
  void choose(heddle::theme::Choice choice);
  // Light to dark and back: what the button in the status bar does.
  void toggle();
  void setDensity(heddle::theme::Density density);
  // Within kLeastTextPercent and kMostTextPercent; everything that holds text grows with it.
  void setTextPercent(int percent);

 Q_SIGNALS:
  void themeChanged();
  void choiceChanged();

 private:
  explicit ThemeSwitch(QObject* parent);
  void apply(Appearance appearance);

  Choice choice_ = Choice::Light;
  bool applied_ = false;
  bool followsDesktop_ = false;
  Appearance desktop_ = Appearance::Light;
};

}  // namespace heddle::theme
