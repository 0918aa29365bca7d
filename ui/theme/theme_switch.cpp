// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme_switch.h"

#include "ui/theme/desktop_scheme.h"
#include "ui/theme/palette.h"
#include "ui/theme/style.h"

#include <algorithm>

#include <QApplication>
#include <QPalette>

namespace heddle::theme {
namespace {

Theme& inForce() {
  static Theme theme{Appearance::Light, lightTokens(), makeFonts(100)};
  return theme;
}

Appearance appearanceOf(Choice choice, Appearance desktop) {
  switch (choice) {
    case Choice::Light:
      return Appearance::Light;
    case Choice::Dark:
      return Appearance::Dark;
    case Choice::HighContrast:
      return Appearance::HighContrast;
    case Choice::FollowSystem:
      break;
  }
  return desktop;
}

const Tokens& tokensOf(Appearance appearance) {
  if (appearance == Appearance::HighContrast) return contrastTokens();
  return appearance == Appearance::Dark ? darkTokens() : lightTokens();
}

}  // namespace

const Theme& current() {
  return inForce();
}

const Fonts& fonts() {
  return inForce().fonts;
}

QColor toneColor(Tone tone) {
  const Tokens& t = tokens();
  switch (tone) {
    case Tone::Text:
      return t.text;
    case Tone::Muted:
      return t.muted;
    case Tone::Faint:
      return t.faint;
    case Tone::Accent:
      return t.accentText;
    case Tone::OnAccent:
      return t.onAccent;
    case Tone::Success:
      return t.success.strong;
    case Tone::Error:
      return t.error.strong;
    case Tone::Running:
      return t.running.strong;
    case Tone::Interrupted:
      return t.interrupted.strong;
    case Tone::Timeout:
      return t.timeout.strong;
    case Tone::Pending:
      return t.pending.strong;
  }
  return t.text;
}

QString choiceName(Choice choice) {
  if (choice == Choice::Light) return QStringLiteral("light");
  if (choice == Choice::HighContrast) return QStringLiteral("contrast");
  return choice == Choice::Dark ? QStringLiteral("dark") : QStringLiteral("system");
}

Choice choiceFromName(const QString& name) {
  if (name == u"light") return Choice::Light;
  if (name == u"contrast") return Choice::HighContrast;
  return name == u"dark" ? Choice::Dark : Choice::FollowSystem;
}

ThemeSwitch& ThemeSwitch::instance() {
  static ThemeSwitch* const only = new ThemeSwitch(qApp);
  return *only;
}

ThemeSwitch::ThemeSwitch(QObject* parent) : QObject(parent) {}

void ThemeSwitch::choose(Choice choice) {
  choice_ = choice;
  if (choice == Choice::FollowSystem && !followsDesktop_) {
    followsDesktop_ = true;
    auto* scheme = new DesktopScheme(this);
    connect(scheme, &DesktopScheme::changed, this, [this](bool dark) {
      desktop_ = dark ? Appearance::Dark : Appearance::Light;
      if (choice_ == Choice::FollowSystem) apply(desktop_);
    });
    scheme->watch();
  }
  apply(appearanceOf(choice, desktop_));
  Q_EMIT choiceChanged();
}

void ThemeSwitch::toggle() {
  choose(current().isDark() ? Choice::Light : Choice::Dark);
}

void ThemeSwitch::setDensity(Density density) {
  if (inForce().density == density) return;
  inForce().density = density;
  Q_EMIT themeChanged();
}

void ThemeSwitch::setTextPercent(int percent) {
  const int wanted = std::clamp(percent, kLeastTextPercent, kMostTextPercent);
  if (inForce().textPercent == wanted) return;
  inForce().textPercent = wanted;
  inForce().fonts = makeFonts(wanted);
  if (applied_) {
    // A new style makes every widget ask for its sizes again, whatever it had kept of the old one.
    QApplication::setStyle(new HeddleStyle);
    QApplication::setFont(fonts().text);
  }
  Q_EMIT themeChanged();
}

void ThemeSwitch::apply(Appearance appearance) {
  if (applied_ && inForce().appearance == appearance) return;
  inForce().appearance = appearance;
  inForce().tokens = tokensOf(appearance);
  if (!applied_) {
    applied_ = true;
    QApplication::setStyle(new HeddleStyle);
    QApplication::setFont(fonts().text);
  }
  QApplication::setPalette(makePalette(tokens()));
  Q_EMIT themeChanged();
}

}  // namespace heddle::theme
