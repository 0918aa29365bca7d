// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace heddle::theme {
namespace {

QColor c(QRgb rgb) {
  return QColor::fromRgb(rgb);
}

// Faint, timeout, running and accent text are a shade darker than first drawn, so that they reach their
// contrast on every background they lie on.
Tokens makeLight() {
  Tokens t;
  t.background = c(0xf6f7f9), t.surface = c(0xffffff), t.raised = c(0xffffff), t.sunken = c(0xeef0f4);
  t.line = c(0xdfe3ea), t.lineFaint = c(0xe9ecf1);
  t.text = c(0x161b24), t.muted = c(0x5d6778), t.faint = c(0x7b8597);
  t.accent = c(0x4c5fe0), t.accentText = c(0x4658d8), t.onAccent = c(0xffffff);
  t.accentSoft = c(0xe9ecfd), t.selection = c(0xe4e9fb), t.hover = c(0xf3f5f9);
  t.success = {c(0x137a4b), c(0xe2f5ea)}, t.error = {c(0xc62a33), c(0xfde8e8)};
  t.running = {c(0x1c61cc), c(0xe3eefc)}, t.interrupted = {c(0x7a45c9), c(0xf0e8fb)};
  t.timeout = {c(0xa95500), c(0xfdeeda)}, t.pending = {c(0x5d6778), c(0xeceff3)};
  t.production = c(0xc62a33), t.staging = c(0xa95500), t.development = c(0x1c61cc), t.local = c(0x137a4b);
  t.diffAdd = c(0xdff3e6), t.diffDelete = c(0xfde4e4), t.diffChange = c(0xfdf3d8);
  t.chart[0] = c(0x4c5fe0), t.chart[1] = c(0x0f9d8a), t.chart[2] = c(0xd9822b), t.chart[3] = c(0xb8439b);
  t.syntaxKey = c(0x4353c8), t.syntaxString = c(0x0b7163), t.syntaxNumber = c(0x9a5508);
  t.syntaxLiteral = c(0x9a2f80);
  return t;
}

Tokens makeDark() {
  Tokens t;
  t.background = c(0x0e1116), t.surface = c(0x14181f), t.raised = c(0x1a1f28), t.sunken = c(0x0b0e12);
  t.line = c(0x272e39), t.lineFaint = c(0x1f252e);
  t.text = c(0xe8ebf1), t.muted = c(0x9aa4b5), t.faint = c(0x6d7788);
  t.accent = c(0x8d9bff), t.accentText = c(0x8d9bff), t.onAccent = c(0x0e1116);
  t.accentSoft = c(0x1f2547), t.selection = c(0x222a4a), t.hover = c(0x191e27);
  t.success = {c(0x4cc38a), c(0x12301f)}, t.error = {c(0xff6b70), c(0x3a1719)};
  t.running = {c(0x6ba6ff), c(0x142a4a)}, t.interrupted = {c(0xb78bff), c(0x2b1e45)};
  t.timeout = {c(0xf0a04b), c(0x3a2610)}, t.pending = {c(0x9aa4b5), c(0x222833)};
  t.production = c(0xff6b70), t.staging = c(0xf0a04b), t.development = c(0x6ba6ff), t.local = c(0x4cc38a);
  t.diffAdd = c(0x123021), t.diffDelete = c(0x3a191b), t.diffChange = c(0x352b10);
  t.chart[0] = c(0x8d9bff), t.chart[1] = c(0x3cc8b4), t.chart[2] = c(0xf0a04b), t.chart[3] = c(0xe07cc5);
  t.syntaxKey = c(0x8d9bff), t.syntaxString = c(0x3cc8b4), t.syntaxNumber = c(0xf0a04b);
  t.syntaxLiteral = c(0xe07cc5);
  return t;
}

Tokens makeContrast() {
  Tokens t;
  t.background = c(0x000000), t.surface = c(0x000000), t.raised = c(0x0a0a0a), t.sunken = c(0x000000);
  t.line = c(0xb8c0cc), t.lineFaint = c(0x6d7788);
  t.text = c(0xffffff), t.muted = c(0xe0e4ea), t.faint = c(0xc2c8d2);
  t.accent = c(0xffd60a), t.accentText = c(0xffd60a), t.onAccent = c(0x000000);
  t.accentSoft = c(0x2b2500), t.selection = c(0x00264d), t.hover = c(0x1a1a1a);
  t.success = {c(0x5dffa6), c(0x00331a)}, t.error = {c(0xffa3a3), c(0x400000)};
  t.running = {c(0xa8ceff), c(0x00264d)}, t.interrupted = {c(0xdcc2ff), c(0x2e0f54)};
  t.timeout = {c(0xffc970), c(0x402600)}, t.pending = {c(0xe0e4ea), c(0x2b2f36)};
  t.production = c(0xffa3a3), t.staging = c(0xffc970), t.development = c(0xa8ceff), t.local = c(0x5dffa6);
  t.diffAdd = c(0x003d1f), t.diffDelete = c(0x4a0a0a), t.diffChange = c(0x3d3000);
  t.chart[0] = c(0xffd60a), t.chart[1] = c(0x5dffa6), t.chart[2] = c(0xa8ceff), t.chart[3] = c(0xff9ae0);
  t.syntaxKey = c(0xa8ceff), t.syntaxString = c(0x8dffc4), t.syntaxNumber = c(0xffc970);
  t.syntaxLiteral = c(0xffb3ea);
  return t;
}

double channel(float value) {
  const double v = static_cast<double>(value);
  return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
  return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

}  // namespace

const Tokens& lightTokens() {
  static const Tokens tokens = makeLight();
  return tokens;
}

const Tokens& darkTokens() {
  static const Tokens tokens = makeDark();
  return tokens;
}

const Tokens& contrastTokens() {
  static const Tokens tokens = makeContrast();
  return tokens;
}

double contrast(const QColor& a, const QColor& b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

std::vector<TextPair> textPairs(const Tokens& t) {
  std::vector<TextPair> pairs;
  const auto add = [&pairs](const char* name, const QColor& text, const QColor& on, bool hint = false) {
    pairs.push_back({QString::fromLatin1(name), text, on, hint});
  };
  const std::pair<const char*, QColor> grounds[] = {{"background", t.background}, {"surface", t.surface},
                                                    {"raised", t.raised},         {"sunken", t.sunken},
                                                    {"selection", t.selection},   {"hover", t.hover}};
  for (const auto& [name, ground] : grounds) {
    add(name, t.text, ground);
    add(name, t.muted, ground);
    if (ground != t.selection) add(name, t.faint, ground, true);
    for (const QColor& syntax : {t.syntaxKey, t.syntaxString, t.syntaxNumber, t.syntaxLiteral}) {
      if (ground != t.background) add("syntax", syntax, ground);
    }
  }
  for (const Ink& ink : {t.success, t.error, t.running, t.interrupted, t.timeout, t.pending}) {
    add("pill", ink.strong, ink.soft);
    add("status word", ink.strong, t.surface);
    add("status word raised", ink.strong, t.raised);
    add("notice text", t.text, ink.soft);
  }
  for (const QColor& ground : {t.diffAdd, t.diffDelete, t.diffChange}) {
    add("diff", t.text, ground);
    add("diff muted", t.muted, ground);
  }
  add("chip", t.accentText, t.accentSoft);
  add("link", t.accentText, t.surface);
  add("primary button", t.onAccent, t.accent);
  add("production chip", t.production, t.error.soft);
  add("staging chip", t.staging, t.timeout.soft);
  add("development chip", t.development, t.running.soft);
  add("local chip", t.local, t.success.soft);
  return pairs;
}

}  // namespace heddle::theme
