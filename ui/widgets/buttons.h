// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/style.h"

#include <QPushButton>
#include <QToolButton>

namespace heddle::widgets {

// Buttons with everything they need: text, kind, icon (a name of resources/icons), accessible name.
QPushButton* makeButton(const QString& text, theme::ButtonKind kind = theme::ButtonKind::Plain,
                        const QString& icon = {}, QWidget* parent = nullptr);
// Only an icon; `name` is what it does: tool tip and accessible name.
QToolButton* makeIconButton(const QString& icon, const QString& name, QWidget* parent = nullptr);
// A button that triggers the action and follows its text, tool tip and enabled state. `scope` leads its
// accessible name where the window has the same button twice.
QPushButton* makeActionButton(QAction* action, theme::ButtonKind kind = theme::ButtonKind::Plain,
                              QWidget* parent = nullptr, const QString& scope = {});

}  // namespace heddle::widgets
