// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QStyleOption>
#include <QTabBar>
#include <QTabWidget>

namespace heddle::theme {
namespace {

constexpr int kScrollBar = 10;
constexpr int kScrollHandleMin = 28;
constexpr int kArrowColumn = 24;
constexpr int kBelowTabs = 8;  // what a tab shows does not hang on the line beneath the tabs

QSize buttonSize(const QStyleOptionButton& option, const QWidget* widget) {
  const int height = scaled(isSmall(widget) ? metrics::kSmallControlHeight : metrics::kControlHeight);
  const QFontMetrics measure(fonts().medium);
  int width = option.text.isEmpty() ? 0 : measure.size(Qt::TextShowMnemonic, option.text).width() + 24;
  if (!option.icon.isNull()) width += option.text.isEmpty() ? height : option.iconSize.width() + 6;
  if (option.features & QStyleOptionButton::HasMenu) width += 16;
  return {std::max(width, height), height};
}

QSize menuItemSize(const QStyleOptionMenuItem& item, const QSize& size) {
  if (item.menuItemType == QStyleOptionMenuItem::Separator) return {size.width(), 9};
  const QFontMetrics measure(fonts().text);
  const QStringList parts = item.text.split(QLatin1Char('\t'));
  int width = 32 + measure.size(Qt::TextShowMnemonic, parts.first()).width() + 16;
  if (parts.size() > 1) width += 32 + QFontMetrics(fonts().monoSmall).horizontalAdvance(parts.at(1));
  return {std::max(width + 12, 160), scaled(metrics::kRow)};
}

QRect scrollBarPart(const QStyleOptionSlider& bar, QStyle::SubControl part) {
  const bool upright = bar.orientation == Qt::Vertical;
  const int length = upright ? bar.rect.height() : bar.rect.width();
  const int range = bar.maximum - bar.minimum;
  int handle = length;
  if (range > 0) {
    const qint64 share = qint64(bar.pageStep) * length / (qint64(range) + bar.pageStep);
    handle = std::min(length, std::max(kScrollHandleMin, static_cast<int>(share)));
  }
  const int start = QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition,
                                                    length - handle, bar.upsideDown);
  const auto slice = [&](int from, int size) {
    return upright ? QRect(bar.rect.x(), bar.rect.y() + from, bar.rect.width(), size)
                   : QRect(bar.rect.x() + from, bar.rect.y(), size, bar.rect.height());
  };
  switch (part) {
    case QStyle::SC_ScrollBarSlider:
      return slice(start, handle);
    case QStyle::SC_ScrollBarSubPage:
      return slice(0, start);
    case QStyle::SC_ScrollBarAddPage:
      return slice(start + handle, length - start - handle);
    case QStyle::SC_ScrollBarGroove:
      return bar.rect;
    default:
      return {};
  }
}

}  // namespace

int HeddleStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_ScrollBarExtent:
      return kScrollBar;
    case PM_ScrollBarSliderMin:
      return kScrollHandleMin;
    case PM_ScrollView_ScrollBarSpacing:
      return 0;
    case PM_SplitterWidth:
      return metrics::kCardGap;
    case PM_DefaultFrameWidth:
      return qobject_cast<const QAbstractScrollArea*>(widget) ? 3 : 1;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
      return metrics::kIcon;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
      return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
      return 8;
    case PM_TreeViewIndentation:
      return 16;
    case PM_HeaderMargin:
      return metrics::kCellPadding;
    case PM_HeaderMarkSize:
      return 12;
    case PM_TabBarTabHSpace:
      return 14;
    case PM_TabBarTabVSpace:
      return 10;
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseOverlap:
      return 0;
    case PM_TabBarBaseHeight:
      return 1;
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight:
      return 18;
    case PM_MenuPanelWidth:
      return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
      return 4;
    case PM_SubMenuOverlap:
      return -2;
    case PM_ButtonMargin:
      return 8;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
      return 0;
    case PM_MenuButtonIndicator:
      return 14;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
      return metrics::kPagePadding;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
      return 8;
    case PM_ToolTipLabelFrameWidth:
      return 6;
    case PM_FocusFrameHMargin:
      return qobject_cast<const QListView*>(widget) ? 7 : 2;
    case PM_FocusFrameVMargin:
      return 2;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int HeddleStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                           QStyleHintReturn* data) const {
  switch (hint) {
    case SH_EtchDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
    case SH_Widget_Animation_Duration:
    case SH_MenuBar_AltKeyNavigation:
    case SH_ScrollBar_Transient:
    case SH_Table_AlwaysDrawLeftTopGridLines:
    case SH_UnderlineShortcut:
      return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_ItemView_ShowDecorationSelected:
    case SH_ItemView_ActivateItemOnSingleClick:
      return hint == SH_ItemView_ActivateItemOnSingleClick ? 0 : 1;
    case SH_TabBar_ElideMode:
      return Qt::ElideMiddle;
    case SH_TabBar_Alignment:
      return Qt::AlignLeft;
    case SH_ToolTip_WakeUpDelay:
      return 500;
    case SH_ToolTipLabel_Opacity:
      return 255;
    case SH_FormLayoutLabelAlignment:
      return Qt::AlignLeft | Qt::AlignVCenter;
    case SH_FormLayoutFieldGrowthPolicy:
      return 2;
    case SH_Table_GridLineColor:
      return static_cast<int>(tokens().lineFaint.rgba());
    default:
      return QProxyStyle::styleHint(hint, option, widget, data);
  }
}

QSize HeddleStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                    const QWidget* widget) const {
  if (type == CT_PushButton) {
    if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option))
      return buttonSize(*button, widget);
  }
  if (type == CT_MenuItem) {
    if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
      return menuItemSize(*item, size);
  }
  const int control = scaled(isSmall(widget) ? metrics::kSmallControlHeight : metrics::kControlHeight);
  const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
  switch (type) {
    case CT_LineEdit:
      return {base.width(), control};
    case CT_ComboBox:
      return {size.width() + 16 + kArrowColumn, control};
    case CT_SpinBox:
      return {size.width() + 16 + kArrowColumn, control};
    case CT_TabBarTab:
      return {base.width(), scaled(metrics::kTab)};
    case CT_HeaderSection:
      return {base.width(), scaled(metrics::kHeaderRow)};
    case CT_ToolButton:
      return {std::max(size.width() + 8, control - 2), std::max(size.height() + 6, control - 2)};
    case CT_ItemViewItem:
      return {base.width(), std::max(base.height(), scaled(metrics::kRow))};
    default:
      return base;
  }
}

QRect HeddleStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
                                  const QWidget* widget) const {
  if (control == CC_ScrollBar) {
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option))
      return scrollBarPart(*bar, sub);
  }
  const QRect r = option->rect;
  if (control == CC_ComboBox) {
    if (sub == SC_ComboBoxArrow)
      return visualRect(option->direction, r, {r.right() - kArrowColumn, r.y(), kArrowColumn, r.height()});
    if (sub == SC_ComboBoxEditField)
      return visualRect(option->direction, r, r.adjusted(8, 1, -kArrowColumn, -1));
  }
  if (control == CC_SpinBox) {
    const QRect up(r.right() - 20, r.y() + 2, 19, r.height() / 2 - 2);
    if (sub == SC_SpinBoxUp) return up;
    if (sub == SC_SpinBoxDown) return up.translated(0, up.height());
    if (sub == SC_SpinBoxEditField) return r.adjusted(7, 1, -kArrowColumn, -1);
  }
  return QProxyStyle::subControlRect(control, option, sub, widget);
}

QRect HeddleStyle::subElementRect(SubElement element, const QStyleOption* option,
                                  const QWidget* widget) const {
  if (element == SE_LineEditContents &&
      !qobject_cast<const QComboBox*>(widget ? widget->parentWidget() : nullptr))
    return option->rect.adjusted(6, 1, -6, -1);
  if (element == SE_TabBarTabRightButton && option->rect.height() == scaled(metrics::kTabBar))
    return QProxyStyle::subElementRect(element, option, widget)
        .translated(0, 2);  // the tab starts 4 px lower
  if (element == SE_TabWidgetTabContents)
    return QProxyStyle::subElementRect(element, option, widget).adjusted(0, kBelowTabs, 0, 0);
  if (element == SE_PushButtonFocusRect) return option->rect;
  if (element == SE_ItemViewItemFocusRect) return option->rect;
  return QProxyStyle::subElementRect(element, option, widget);
}

}  // namespace heddle::theme
