// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/tables/servers_table.h"
#include "ui/widgets/log_model.h"

#include <QHash>
#include <QWidget>

class QStackedWidget;
class QPushButton;
class QTabWidget;
class QGridLayout;

namespace heddle::widgets {
class CodeView;
class KeyValueGrid;
class LogView;
class StatefulView;
class TextLabel;
}  // namespace heddle::widgets

namespace heddle::panels {

class ServerCard;

/// Servers of this computer: cards above, the chosen one's logs, health and ports below. A langgraph.json can
/// be picked or dropped. Asks by signals; GUI thread.
class LocalServersPage : public QWidget {
  Q_OBJECT
 public:
  explicit LocalServersPage(models::ServersTable& servers, QWidget* parent = nullptr);

  void setNow(qint64 nowUs);
  void appendLog(const QString& serverId, const QVector<widgets::LogLine>& lines);
  void choose(const QString& serverId);
  QString chosenId() const { return chosen_; }
  /// The dialog that picks a langgraph.json.
  void pickProject();

 Q_SIGNALS:
  void projectPicked(const QString& configPath);
  void startRequested(const QString& serverId);
  void stopRequested(const QString& serverId);
  void restartRequested(const QString& serverId);
  void openRequested(const QString& serverId);
  void removeRequested(const QString& serverId);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void buildHead();
  QWidget* buildDetail();
  void syncCards();
  void layOutCards();
  ServerCard* makeCard(const QString& id);
  void showDetail();

  models::ServersTable& servers_;
  qint64 nowUs_ = 0;
  QString chosen_;
  QHash<QString, ServerCard*> cards_;
  QHash<QString, widgets::LogView*> logs_;
  QPushButton* add_;
  QWidget* cardArea_;
  QGridLayout* grid_;
  widgets::StatefulView* states_;
  QTabWidget* tabs_;
  QStackedWidget* logStack_;
  widgets::CodeView* health_;
  widgets::KeyValueGrid* ports_;
};

/// The path of the langgraph.json that a dropped or picked file or folder means; empty: none.
QString projectConfig(const QString& path);

}  // namespace heddle::panels
