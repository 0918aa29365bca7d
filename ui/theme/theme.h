// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/fonts.h"
#include "ui/theme/metrics.h"
#include "ui/theme/tokens.h"

namespace heddle::theme {

enum class Appearance { Light, Dark, HighContrast };

// How high the rows of lists are.
enum class Density { Comfortable, Compact };

// How large text may be, in percent of the type scale.
inline constexpr int kLeastTextPercent = 80;
inline constexpr int kMostTextPercent = 150;

// What everything is drawn from. A value; the one in force is `current()`.
struct Theme {
  Appearance appearance = Appearance::Light;
  Tokens tokens;
  Fonts fonts;
  Density density = Density::Comfortable;
  int textPercent = 100;

  bool isDark() const { return appearance != Appearance::Light; }
  // A length that holds text, given at 100 %.
  int scaled(int pixels) const { return (pixels * textPercent + 50) / 100; }
  int rowHeight() const { return scaled(density == Density::Compact ? metrics::kCompactRow : metrics::kRow); }
};

// The theme in force; GUI thread. Read it while painting, never keep colours of it: it changes at run time.
const Theme& current();

inline const Tokens& tokens() {
  return current().tokens;
}

inline int scaled(int pixels) {
  return current().scaled(pixels);
}

// The tones that a label, an icon or a cell can have.
enum class Tone {
  Text,
  Muted,
  Faint,
  Accent,
  OnAccent,
  Success,
  Error,
  Running,
  Interrupted,
  Timeout,
  Pending
};
QColor toneColor(Tone tone);

}  // namespace heddle::theme
