// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"

#include <memory>
#include <vector>

#include <QByteArray>
#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace heddle::widgets {
class JsonEdit;
}

namespace heddle::panels {

class EditTabs;

/// The fields of an assistant as they are now; JSON as text.
struct AssistantFields {
  QString name, description, config, context, metadata;
};

/// Edits an assistant; what was not touched is not part of the answer. What changes is shown before it can go
/// on. Nothing is sent from here: the answer is previewed and confirmed as any change is. Deletes itself when
/// closed; GUI thread.
class AssistantEditDialog : public QDialog {
  Q_OBJECT
 public:
  AssistantEditDialog(const AssistantFields& now, QWidget* parent = nullptr);

  /// What compareRequested asked for; null when a side cannot be read.
  void setChanges(std::shared_ptr<const checkpoint::Diff> diff);

 Q_SIGNALS:
  /// All fields as one JSON object each.
  void compareRequested(const QString& before, const QString& after);
  /// The changed fields as a JSON object.
  void edited(const QByteArray& body);

 private:
  void update();
  void goOn();
  QByteArray body() const;

  AssistantFields now_;
  QLineEdit* name_;
  QLineEdit* description_;
  EditTabs* tabs_;
  widgets::JsonEdit* config_;
  widgets::JsonEdit* context_;
  widgets::JsonEdit* metadata_;
  QPushButton* save_;
};

/// Chooses the version that new runs use. Deletes itself when closed; GUI thread.
class AssistantVersionDialog : public QDialog {
  Q_OBJECT
 public:
  AssistantVersionDialog(const QString& name, int current, const std::vector<int>& versions,
                         QWidget* parent = nullptr);

 Q_SIGNALS:
  void chosen(int version);

 private:
  QComboBox* version_;
};

}  // namespace heddle::panels
