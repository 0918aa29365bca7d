// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/checkpoint/diff.h"
#include "models/tables/assistants_table.h"
#include "ui/panels/action_gate.h"

#include <memory>
#include <vector>

#include <QWidget>

class QVBoxLayout;

namespace heddle::widgets {
class DataTable;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class DiffPane;
class RevealTime;

/// The versions of an assistant and what differs between two of them: the two that are selected, or the one
/// that is and the one before it. The comparison is made elsewhere. GUI thread.
class AssistantVersions : public QWidget {
  Q_OBJECT
 public:
  explicit AssistantVersions(QWidget* parent = nullptr);

  /// Newest first. What was selected stays so while it is the same assistant.
  void setVersions(const QString& assistantId, const std::vector<models::AssistantVersionRow>& versions,
                   const models::TimeFormat& format);
  void setGate(const ActionGate& gate);
  void setDiff(const std::shared_ptr<const checkpoint::Diff>& diff, const QString& sides);

 Q_SIGNALS:
  /// With their secrets masked, unless the user revealed them for these two.
  void compareRequested(const models::AssistantVersionRow& a, const models::AssistantVersionRow& b);

 private:
  void buildReveal(QVBoxLayout& column);
  void turnReveal(bool reveal);
  void compare();
  void ask(models::AssistantVersionRow a, models::AssistantVersionRow b);
  void showNothing(const QString& sentence, const QString& hint);

  models::AssistantVersionsTable versions_;
  QString assistantId_;
  widgets::TextLabel* hint_;
  widgets::DataTable* table_;
  QAction* reveal_;
  RevealTime* revealTime_;
  DiffPane* diff_;
  widgets::StatefulView* states_;
};

}  // namespace heddle::panels
