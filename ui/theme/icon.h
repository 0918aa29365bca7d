// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/theme.h"

#include <QIcon>
#include <QPixmap>

class QPainter;

namespace heddle::theme {

// An icon of resources/icons, drawn in the tone of the theme in force whenever it is painted, so that it
// needs no refresh when the theme changes. Disabled icons are faint; selected ones take the accent.
QIcon icon(const QString& name, Tone tone = Tone::Muted);

// The same as pixels, sharp for `dpr`. Cached by name, size, dpr and colour.
QPixmap iconPixmap(const QString& name, const QColor& color, int size, qreal dpr);

// Draws the icon with its top left corner at `at`.
void drawIcon(QPainter* painter, const QString& name, const QColor& color, const QPointF& at,
              int size = metrics::kIcon);

// Names that exist in the resources; for tests and the gallery.
QStringList iconNames();

}  // namespace heddle::theme
