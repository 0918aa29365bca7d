// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/palette_model.h"

#include <QPointer>
#include <QWidget>

class QListView;
class QTimer;

namespace heddle::widgets {
class SearchField;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::shell {

// Lies over the window beneath its title row: a line to type into and what it finds. Up, Down, Enter,
// Ctrl+Enter (new tab), Escape. Gives the focus back where it was.
class Palette : public QWidget {
  Q_OBJECT
 public:
  explicit Palette(QWidget* window);

  void open(const QString& placeholder, QVector<PaletteEntry> entries);
  PaletteModel* model() const { return model_; }
  widgets::SearchField* field() const { return field_; }
  void setRemark(const QString& remark);

 public Q_SLOTS:
  void dismiss();

 Q_SIGNALS:
  void textChanged(const QString& text);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void chooseAfterReset();
  void run(const QModelIndex& index, bool inNewTab);
  void step(int rows);
  void place();

  widgets::SearchField* field_;
  QListView* list_;
  widgets::TextLabel* remark_;
  PaletteModel* model_;
  QPointer<QWidget> focusBefore_;
  QString stepped_;  // what the user went to with the arrows, since the text changed; by what is read of it
};

}  // namespace heddle::shell
