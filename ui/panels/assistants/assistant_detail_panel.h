// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/rows/assistant_row.h"
#include "models/rows/assistant_version_row.h"
#include "models/tables/row_table_model.h"
#include "models/values/masked_value.h"
#include "ui/panels/action_gate.h"
#include "ui/panels/layout.h"

#include <vector>

#include <QWidget>

class QTabWidget;
class QVBoxLayout;

namespace heddle::widgets {
class KeyValueGrid;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class AssistantVersions;
class ValuePane;

/// One assistant: what it is, its config, context and metadata, and its versions. The inspector of the list.
class AssistantDetailPanel : public QWidget {
  Q_OBJECT
 public:
  struct Detail {
    models::AssistantRow row;
    models::MaskedValue config, context, metadata;
    std::vector<models::AssistantVersionRow> versions;  // newest first
  };

  explicit AssistantDetailPanel(QWidget* parent = nullptr);

  void showNothing();
  void showLoading();
  void showError(const QString& sentence, const QString& cause);
  AssistantVersions& versions() { return *versions_; }
  void setDetail(const Detail& detail, const models::TimeFormat& format);
  void setGate(const ActionGate& gate);

 Q_SIGNALS:
  void retryRequested();
  void runRequested(const QString& assistantId);
  // Nothing is changed yet.
  void editRequested(const QString& assistantId);
  void versionRequested(const QString& assistantId);

 private:
  void buildActions(QVBoxLayout* column);
  void updateActions();

  QString id_;
  std::size_t versionCount_ = 0;
  ActionGate gate_;
  QAction* run_;
  QAction* edit_;
  QAction* version_;
  widgets::StatefulView* states_;
  widgets::TextLabel* title_;
  widgets::KeyValueGrid* facts_;
  ValuePane* config_;
  ValuePane* context_;
  ValuePane* metadata_;
  AssistantVersions* versions_;
};

}  // namespace heddle::panels
