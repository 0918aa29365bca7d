// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"
#include "models/rows/assistant_row.h"
#include "models/rows/assistant_version_row.h"
#include "models/tables/row_table_model.h"
#include "ui/panels/layout.h"

#include <memory>
#include <vector>

#include <QWidget>

class QTabWidget;

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
    std::shared_ptr<const wire::Value> config, context, metadata;
    std::vector<models::AssistantVersionRow> versions;  // newest first
  };

  explicit AssistantDetailPanel(QWidget* parent = nullptr);

  void showNothing();
  void showLoading();
  void showError(const QString& sentence, const QString& cause);
  AssistantVersions& versions() { return *versions_; }
  void setDetail(const Detail& detail, const models::TimeFormat& format);

 Q_SIGNALS:
  void retryRequested();

 private:
  widgets::StatefulView* states_;
  widgets::TextLabel* title_;
  widgets::KeyValueGrid* facts_;
  ValuePane* config_;
  ValuePane* context_;
  ValuePane* metadata_;
  AssistantVersions* versions_;
};

}  // namespace heddle::panels
