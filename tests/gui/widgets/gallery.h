// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QString>

class QWidget;

// Every widget with data of the kind it shows, for the gallery's pictures.
namespace gallery {

QWidget* controls();
QWidget* tables();
QWidget* conversation();
QWidget* states();

// Draws the widget at its size times `scale` and writes it to build/…/screenshots/NAME.png; returns the
// picture.
void shoot(QWidget& widget, const QString& name);

}  // namespace gallery
