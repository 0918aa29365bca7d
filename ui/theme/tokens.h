// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include <QColor>
#include <QString>

namespace heddle::theme {

// A text colour that also lies on its own soft background (pills, chips, notices).
struct Ink {
  QColor strong;
  QColor soft;
};

// Every colour of the window. Widgets name a token; no other folder spells a colour.
struct Tokens {
  QColor background, surface, raised, sunken;
  QColor line, lineFaint;
  QColor text, muted, faint;
  QColor accent;      // fills, lines, focus
  QColor accentText;  // accent as text; in the light theme a shade darker than the fill
  QColor onAccent;    // text on the accent fill
  QColor accentSoft, selection, hover;
  Ink success, error, running, interrupted, timeout, pending;
  QColor production, staging, development, local;
  QColor diffAdd, diffDelete, diffChange;
  QColor chart[4];
  QColor syntaxKey, syntaxString, syntaxNumber, syntaxLiteral;
};

const Tokens& lightTokens();
const Tokens& darkTokens();
// Black, white and yellow: every text pair reaches 7:1.
const Tokens& contrastTokens();

// A text colour and a background it is drawn on. `hint` pairs need 3:1, all others 4.5:1.
struct TextPair {
  QString name;
  QColor text;
  QColor background;
  bool hint = false;
};

// The pairs in use; whoever draws text on a new background adds the pair here, the contrast test reads it.
std::vector<TextPair> textPairs(const Tokens& tokens);

// WCAG contrast ratio, 1 to 21.
double contrast(const QColor& a, const QColor& b);

}  // namespace heddle::theme
