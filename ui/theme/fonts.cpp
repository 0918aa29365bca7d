// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/fonts.h"

#include <QFontDatabase>

// Must stand outside any namespace: the macro names a symbol that the resource compiler writes globally.
static void initResources() {
  Q_INIT_RESOURCE(heddle);
}

namespace heddle::theme {
namespace {

QFont make(const QString& family, int pixels, QFont::Weight weight) {
  QFont font(family);
  font.setPixelSize(pixels);
  font.setWeight(weight);
  font.setHintingPreference(QFont::PreferVerticalHinting);
  return font;
}

QFont makeMono(int pixels, QFont::Weight weight) {
  QFont font = make(QStringLiteral("JetBrains Mono"), pixels, weight);
  font.setStyleHint(QFont::Monospace);
  font.setFixedPitch(true);
  return font;
}

void loadFamilies() {
  initResources();
  for (const char* file : {"Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf",
                           "JetBrainsMono-Regular.ttf", "JetBrainsMono-SemiBold.ttf"}) {
    const int id = QFontDatabase::addApplicationFont(QStringLiteral(":/heddle/fonts/") + QLatin1String(file));
    if (id < 0) qWarning("font %s could not be loaded from the program's resources", file);
  }
}

}  // namespace

Fonts makeFonts(int percent) {
  [[maybe_unused]] static const bool loaded = (loadFamilies(), true);
  const QString inter = QStringLiteral("Inter");
  const auto at = [percent](int pixels) { return (pixels * percent + 50) / 100; };
  Fonts f;
  f.text = make(inter, at(13), QFont::Normal);
  f.medium = make(inter, at(13), QFont::Medium);
  f.small = make(inter, at(12), QFont::Normal);
  f.smallMedium = make(inter, at(12), QFont::Medium);
  f.caption = make(inter, at(11), QFont::DemiBold);
  f.caption.setCapitalization(QFont::AllUppercase);
  f.caption.setLetterSpacing(QFont::PercentageSpacing, 104);
  f.title = make(inter, at(15), QFont::DemiBold);
  f.figure = make(inter, at(20), QFont::DemiBold);
  f.mono = makeMono(at(12), QFont::Normal);
  f.monoSmall = makeMono(at(11), QFont::Normal);
  f.monoBold = makeMono(at(12), QFont::DemiBold);
  return f;
}

}  // namespace heddle::theme
