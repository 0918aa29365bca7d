// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPlainTextEdit>

namespace heddle::panels {

/// Text of one line or many: as high as its lines, up to a limit. Tab leaves it.
class GrowingText : public QPlainTextEdit {
  Q_OBJECT
 public:
  explicit GrowingText(QWidget* parent = nullptr);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fit();
};

}  // namespace heddle::panels
