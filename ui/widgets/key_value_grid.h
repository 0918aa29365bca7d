// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QHash>
#include <QWidget>

class QGridLayout;

namespace heddle::widgets {

class TextLabel;

// Names and values in two columns; values can be selected and copied.
class KeyValueGrid : public QWidget {
  Q_OBJECT
 public:
  explicit KeyValueGrid(QWidget* parent = nullptr);

  // Adds or changes a row; an empty value hides it.
  void set(const QString& name, const QString& value);
  void setMono(const QString& name, const QString& value);
  QString value(const QString& name) const;

 private:
  TextLabel* row(const QString& name, bool mono);
  void show(TextLabel* label, const QString& value);

  QGridLayout* grid_;
  QHash<TextLabel*, TextLabel*> names_;  // of the values
  QHash<QString, TextLabel*> values_;
};

}  // namespace heddle::widgets
