// SPDX-License-Identifier: Apache-2.0
#pragma once

// Sizes in device independent pixels, on a grid of 4.
namespace heddle::theme::metrics {

inline constexpr int kPagePadding = 12;
inline constexpr int kCardGap = 10;
inline constexpr int kCardRadius = 8;
inline constexpr int kControlRadius = 6;
inline constexpr int kControlHeight = 30;
inline constexpr int kSmallControlHeight = 24;
inline constexpr int kRow = 28;
inline constexpr int kCompactRow = 24;
inline constexpr int kHeaderRow = 28;
inline constexpr int kNavigationRow = 28;
inline constexpr int kNavigationWidth = 232;
inline constexpr int kNavigationCollapsedWidth = 48;
inline constexpr int kTab = 30;
inline constexpr int kTabBar = 34;
inline constexpr int kTitleBar = 38;
inline constexpr int kStatusBar = 26;
inline constexpr int kPill = 20;
inline constexpr int kChip = 22;
inline constexpr int kCellPadding = 10;
inline constexpr int kIcon = 16;

}  // namespace heddle::theme::metrics
