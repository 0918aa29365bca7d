// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"

#include <memory>

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace heddle::widgets {
class JsonEdit;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class EditTabs;

/// Writes an item of the store: a new one, or another value for one that is there, the change of which is
/// shown before it can go on. Nothing is sent from here: the answer is previewed and confirmed as any change
/// is. Deletes itself when closed; GUI thread.
class StoreItemDialog : public QDialog {
  Q_OBJECT
 public:
  /// A new item in that namespace.
  explicit StoreItemDialog(const QStringList& labels, QWidget* parent = nullptr);
  StoreItemDialog(const QStringList& labels, const QString& key, const QString& value,
                  QWidget* parent = nullptr);

  /// What compareRequested asked for; null when a side cannot be read.
  void setChanges(std::shared_ptr<const checkpoint::Diff> diff);

 Q_SIGNALS:
  void compareRequested(const QString& before, const QString& after);
  /// The value is a JSON object as it was typed.
  void written(const QStringList& labels, const QString& key, const QByteArray& value);

 private:
  void build(const QStringList& labels, const QString& key);
  void buildName(QVBoxLayout* column, const QStringList& labels, const QString& key);
  void buildButtons(QVBoxLayout* column);
  void update();
  void goOn();
  QStringList labels() const;
  /// Why it cannot go on; empty when it can.
  QString problem() const;

  bool isNew_;
  QString before_;
  QLineEdit* namespace_ = nullptr;
  QLineEdit* key_ = nullptr;
  EditTabs* tabs_ = nullptr;
  widgets::JsonEdit* value_ = nullptr;
  widgets::TextLabel* note_ = nullptr;
  QPushButton* go_ = nullptr;
};

}  // namespace heddle::panels
