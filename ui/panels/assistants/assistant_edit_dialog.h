// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QByteArray>
#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;
class QTabWidget;

namespace heddle::widgets {
class JsonEdit;
}

namespace heddle::panels {

/// The fields of an assistant as they are now; JSON as text.
struct AssistantFields {
  QString name, description, config, context, metadata;
};

/// Edits an assistant; what was not touched is not part of the answer. Nothing is sent from here: the answer
/// is previewed and confirmed as any change is. Deletes itself when closed; GUI thread.
class AssistantEditDialog : public QDialog {
  Q_OBJECT
 public:
  AssistantEditDialog(const AssistantFields& now, QWidget* parent = nullptr);

 Q_SIGNALS:
  /// The changed fields as a JSON object.
  void edited(const QByteArray& body);

 private:
  widgets::JsonEdit* addJson(QTabWidget* tabs, const QString& title, const QString& text);
  void update();
  QByteArray body() const;

  AssistantFields now_;
  QLineEdit* name_;
  QLineEdit* description_;
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
