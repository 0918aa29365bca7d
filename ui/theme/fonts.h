// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QFont>

namespace heddle::theme {

// The type scale, pixel sizes at a text size of 100 %. Both families come from the resources, so that the
// look is the same everywhere.
struct Fonts {
  QFont text;    // Inter 13
  QFont medium;  // Inter 13 medium: buttons, names, selected rows
  QFont small;   // Inter 12
  QFont smallMedium;
  QFont caption;  // Inter 11 semibold: section headings
  QFont title;    // Inter 15 semibold
  QFont figure;   // Inter 20 semibold: the figure of a card
  QFont mono;     // JetBrains Mono 12: ids, JSON, logs and figures that must align
  QFont monoSmall;
  QFont monoBold;
};

// The scale at a text size; loads the shipped families once (GUI thread, after QGuiApplication exists).
Fonts makeFonts(int percent);

// The one in force. It changes with the text size: read it while painting, never keep it.
const Fonts& fonts();

}  // namespace heddle::theme
