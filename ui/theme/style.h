// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QProxyStyle>

class QAbstractButton;
class QTabBar;

namespace heddle::theme {

// A button's weight on its page. At most one Primary per page.
enum class ButtonKind { Plain, Primary, Quiet, Danger };
void setButtonKind(QAbstractButton* button, ButtonKind kind);
ButtonKind buttonKind(const QWidget* button);
// 24 instead of 30 high, for buttons inside rows and cards.
void setSmall(QWidget* control);
bool isSmall(const QWidget* control);

// The one style: Fusion underneath for behaviour, everything visible drawn from the theme in force.
class HeddleStyle : public QProxyStyle {
  Q_OBJECT
 public:
  HeddleStyle();

  using QProxyStyle::polish;
  using QProxyStyle::unpolish;
  void polish(QWidget* widget) override;
  void unpolish(QWidget* widget) override;

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;

  // style_metrics.cpp
  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override;
  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                         const QWidget* widget) const override;
  QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
                       const QWidget* widget) const override;
  QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
};

}  // namespace heddle::theme
