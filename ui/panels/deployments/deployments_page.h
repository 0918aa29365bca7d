// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/servers_table.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace heddle::widgets {
class DataTable;
class InlineNotice;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

/// The deployments that are known, and a form that adds one from pasted text: a deployment.json, a .env, or
/// URIs. What was pasted is read by the controller; this page never keeps a secret beyond its text box. Asks
/// by signals.
class DeploymentsPage : public QWidget {
  Q_OBJECT
 public:
  DeploymentsPage(models::DeploymentsTable& deployments, models::StagesTable& stages,
                  QWidget* parent = nullptr);

  /// What the pasted text means so far, with passwords blotted out; or what is wrong with it.
  void showUnderstood(const QString& name, const QString& environment, const QString& summary);
  void showProblem(const QString& sentence);
  /// Where secrets go on this computer; empty: into the keychain.
  void setSecretNote(const QString& note);
  void setTesting(bool testing);
  /// `failure`: what the first stage that failed says; empty when all passed.
  void showVerdict(const QString& failure);
  /// After it was saved.
  void clearForm();

 Q_SIGNALS:
  void textChanged(const QString& text);
  void testRequested(const QString& text);
  /// An empty `level` is the environment's own.
  void saveRequested(const QString& text, const QString& name, const QString& environment,
                     const QString& level);
  void fileRequested(const QString& path);
  void openRequested(const QString& slug);
  void testKnownRequested(const QString& slug);
  void removeRequested(const QString& slug);
  void roleRequested(const QString& slug);

 private:
  QWidget* buildList();
  QWidget* buildForm();
  QFormLayout* buildFields(QWidget* card);
  void showRows();
  void updateButtons();
  void pickFile();
  QString currentSlug() const;

  models::DeploymentsTable& deployments_;
  models::StagesTable& stages_;
  widgets::DataTable* list_;
  widgets::StatefulView* listStates_;
  widgets::DataTable* stageList_;
  widgets::InlineNotice* notice_;
  widgets::TextLabel* secretNote_;
  QPlainTextEdit* text_;
  QLineEdit* name_;
  QComboBox* environment_;
  QComboBox* level_;
  QPushButton* test_;
  QPushButton* save_ = nullptr;
  QPushButton* open_;
  QPushButton* testKnown_;
  QPushButton* remove_;
  QPushButton* role_;
  bool understood_ = false;
  bool testing_ = false;
};

}  // namespace heddle::panels
