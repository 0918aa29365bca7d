// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/theme/cell_delegate.h"

namespace heddle::theme {

// Shape + word + colour on a soft pill; the text is the status word.
class StatusDelegate : public CellDelegate {
  Q_OBJECT
 public:
  using CellDelegate::CellDelegate;

 protected:
  void paintContent(QPainter*, const QRect&, const QString&, const QColor&,
                    const QModelIndex&) const override;
  int contentWidth(const QString& text) const override;
};

// An id: mono, elided in the middle.
class IdDelegate : public CellDelegate {
  Q_OBJECT
 public:
  using CellDelegate::CellDelegate;

 protected:
  void paintContent(QPainter*, const QRect&, const QString&, const QColor&,
                    const QModelIndex&) const override;
  int contentWidth(const QString& text) const override;
};

// Figures that must align: mono, right. Counts, sizes and durations.
class NumberDelegate : public CellDelegate {
  Q_OBJECT
 public:
  using CellDelegate::CellDelegate;

 protected:
  void paintContent(QPainter*, const QRect&, const QString&, const QColor&,
                    const QModelIndex&) const override;
  int contentWidth(const QString& text) const override;
};
using DurationDelegate = NumberDelegate;

// Moments: mono so that they align, left.
class TimeDelegate : public IdDelegate {
  Q_OBJECT
 public:
  explicit TimeDelegate(Tone tone = Tone::Muted, QObject* parent = nullptr) : IdDelegate(tone, parent) {}
};

// One line of JSON or other source text: mono, elided at the end.
class SnippetDelegate : public CellDelegate {
  Q_OBJECT
 public:
  using CellDelegate::CellDelegate;

 protected:
  void paintContent(QPainter*, const QRect&, const QString&, const QColor&,
                    const QModelIndex&) const override;
  int contentWidth(const QString& text) const override;
};

// A word on a neutral chip: stream modes, kinds, tags.
class ChipDelegate : public CellDelegate {
  Q_OBJECT
 public:
  using CellDelegate::CellDelegate;

 protected:
  void paintContent(QPainter*, const QRect&, const QString&, const QColor&,
                    const QModelIndex&) const override;
  int contentWidth(const QString& text) const override;
};

}  // namespace heddle::theme
