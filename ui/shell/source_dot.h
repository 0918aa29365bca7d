// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"

#include <QWidget>

namespace heddle::shell {

// "● PG 3 ms": health as shape, word and colour.
class SourceDot : public QWidget {
  Q_OBJECT
 public:
  SourceDot(const QString& label, const QString& name, QWidget* parent = nullptr);
  void setState(const SourceState& state);
  QString word() const;
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString label_;
  QString name_;
  SourceState state_;
};

}  // namespace heddle::shell
