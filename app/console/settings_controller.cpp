// SPDX-License-Identifier: Apache-2.0
#include "app/console/settings_controller.h"

#include "ui/shell/key_bindings.h"
#include "ui/shell/main_window.h"

namespace heddle::console {

SettingsController::SettingsController(shell::MainWindow& window, WindowTime& time, QObject* parent)
    : Page(parent),
      window_(window),
      time_(time),
      page_(new panels::SettingsPage([&window](const QString& id, const QKeySequence& key) {
        return panels::KeyCheck{window.keys().conflicts(id, key), window.keys().refusal(id, key)};
      })) {
  wireTime();
  page_->setRefreshSeconds(time_.refreshSeconds());
  connect(page_, &panels::SettingsPage::refreshSecondsChosen, &window_,
          &shell::MainWindow::setRefreshInterval);
  connect(&window_, &shell::MainWindow::refreshIntervalChosen, page_,
          &panels::SettingsPage::setRefreshSeconds);
  wireKeys();
}

SettingsController::~SettingsController() {
  delete page_.data();
}

void SettingsController::wireTime() {
  QStringList zones;
  for (const QByteArray& id : QTimeZone::availableTimeZoneIds()) {
    if (id.contains('/') && !id.startsWith("Etc/")) zones.append(QString::fromLatin1(id));
  }
  page_->setTimeZones(zones, QString::fromLatin1(time_.zone().id()));
  const auto showModes = [this] {
    page_->setTimeModes(timeModeWords(time_), static_cast<int>(time_.mode()));
  };
  showModes();
  connect(&time_, &WindowTime::zoneChanged, page_, showModes);
  connect(&time_, &WindowTime::modeChanged, page_,
          [this] { page_->setTimeMode(static_cast<int>(time_.mode())); });
  connect(page_, &panels::SettingsPage::timeModeChosen, &window_, &shell::MainWindow::chooseTimeMode);
  connect(page_, &panels::SettingsPage::timeZoneChosen, this, [this](const QString& id) {
    using models::TimeMode;
    // Before a zone goes, so that nothing is shown in none.
    if (id.isEmpty() && time_.mode() == TimeMode::zone)
      window_.chooseTimeMode(static_cast<int>(TimeMode::local));
    time_.setZone(id.isEmpty() ? QTimeZone() : QTimeZone(id.toLatin1()));
    if (!id.isEmpty()) window_.chooseTimeMode(static_cast<int>(TimeMode::zone));
  });
}

void SettingsController::wireKeys() {
  shell::KeyBindings* keys = &window_.keys();
  connect(&page_->keys(), &panels::KeyEditor::bindRequested, keys, &shell::KeyBindings::bind);
  connect(&page_->keys(), &panels::KeyEditor::resetRequested, keys, &shell::KeyBindings::reset);
  connect(&page_->keys(), &panels::KeyEditor::resetAllRequested, keys, &shell::KeyBindings::resetAll);
  connect(keys, &shell::KeyBindings::changed, page_, [this] { showKeys(); });
  showKeys();
}

void SettingsController::showKeys() {
  QList<panels::KeyRow> rows;
  for (const shell::KeyCommand& command : window_.keys().commands())
    rows.append({command.id, command.title, command.where, command.keys, command.changed});
  page_->keys().setRows(rows);
}

}  // namespace heddle::console
