// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/settings/settings_page.h"

#include "ui/theme/theme_switch.h"
#include "ui/widgets/card.h"
#include "ui/widgets/split_pane.h"
#include "ui/widgets/text_label.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace heddle::panels {

using theme::ThemeSwitch;
using widgets::TextLabel;
using widgets::TextRole;

namespace {

constexpr int kTextStep = 10;

widgets::Card* cardWith(const QString& title, QWidget* parent) {
  auto* card = new widgets::Card(theme::metrics::kPagePadding, parent);
  card->body()->addWidget(new TextLabel(title, TextRole::Medium, theme::Tone::Text, card));
  return card;
}

// A form whose labels are as quiet as those of the other pages.
void addField(QFormLayout* form, const QString& name, QWidget* field) {
  field->setAccessibleName(name);
  form->addRow(new TextLabel(name, TextRole::Text, theme::Tone::Muted), field);
}

}  // namespace

SettingsPage::SettingsPage(KeyEditor::Check keyCheck, QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  const int pad = theme::metrics::kPagePadding;
  column->setContentsMargins(pad, pad, pad, pad);
  column->setSpacing(theme::metrics::kCardGap);
  column->addWidget(new TextLabel(tr("Settings"), TextRole::Title, theme::Tone::Text, this));
  auto* side = new QWidget(this);
  auto* cards = new QVBoxLayout(side);
  cards->setContentsMargins(0, 0, 0, 0);
  cards->setSpacing(theme::metrics::kCardGap);
  cards->addWidget(buildAppearance());
  cards->addWidget(buildData());
  cards->addStretch(1);
  auto* split = new widgets::SplitPane(Qt::Horizontal, this);
  split->add(side, 2, 420);
  split->add(buildKeys(std::move(keyCheck)), 3, 640);
  column->addWidget(split, 1);
  connect(&ThemeSwitch::instance(), &ThemeSwitch::themeChanged, this, &SettingsPage::showAppearance);
  connect(&ThemeSwitch::instance(), &ThemeSwitch::choiceChanged, this, &SettingsPage::showAppearance);
  showAppearance();
}

QWidget* SettingsPage::buildAppearance() {
  widgets::Card* card = cardWith(tr("Appearance"), this);
  theme_ = new QComboBox(card);
  const std::pair<QString, theme::Choice> choices[] = {{tr("As the desktop"), theme::Choice::FollowSystem},
                                                       {tr("Light"), theme::Choice::Light},
                                                       {tr("Dark"), theme::Choice::Dark},
                                                       {tr("High contrast"), theme::Choice::HighContrast}};
  for (const auto& [word, choice] : choices)
    theme_->addItem(word, static_cast<int>(choice));
  text_ = new QSpinBox(card);
  text_->setRange(theme::kLeastTextPercent, theme::kMostTextPercent);
  text_->setSingleStep(kTextStep);
  text_->setSuffix(tr(" %"));
  // Half a number typed would shrink the field under the keys.
  text_->setKeyboardTracking(false);
  compact_ = new QCheckBox(tr("Compact rows"), card);
  auto* form = new QFormLayout;
  addField(form, tr("Theme"), theme_);
  addField(form, tr("Text size"), text_);
  card->body()->addLayout(form);
  card->body()->addWidget(compact_);
  ThemeSwitch* looks = &ThemeSwitch::instance();
  connect(theme_, &QComboBox::activated, looks, [this, looks](int index) {
    looks->choose(static_cast<theme::Choice>(theme_->itemData(index).toInt()));
  });
  connect(text_, &QSpinBox::valueChanged, looks, &ThemeSwitch::setTextPercent);
  connect(compact_, &QCheckBox::toggled, looks, [looks](bool compact) {
    looks->setDensity(compact ? theme::Density::Compact : theme::Density::Comfortable);
  });
  return card;
}

QWidget* SettingsPage::buildData() {
  widgets::Card* card = cardWith(tr("Data"), this);
  time_ = new QComboBox(card);
  refresh_ = new QComboBox(card);
  for (const int seconds : {0, 1, 2, 5, 15, 60})
    refresh_->addItem(seconds > 0 ? tr("Every %1 s").arg(seconds) : tr("Only when asked"), seconds);
  auto* form = new QFormLayout;
  addField(form, tr("Times"), time_);
  addField(form, tr("Another zone"), buildZone(card));
  addField(form, tr("Refresh lists"), refresh_);
  card->body()->addLayout(form);
  auto* note =
      new TextLabel(tr("Lists refresh while they are in front. Rows stay where they are: new ones are "
                       "counted, and appear when you reload."),
                    TextRole::Small, theme::Tone::Muted, card);
  note->setWordWrap(true);
  card->body()->addWidget(note);
  connect(time_, &QComboBox::activated, this, &SettingsPage::timeModeChosen);
  connect(refresh_, &QComboBox::activated, this,
          [this](int index) { Q_EMIT refreshSecondsChosen(refresh_->itemData(index).toInt()); });
  return card;
}

/// Hundreds of zones: a part of the name finds one.
QWidget* SettingsPage::buildZone(QWidget* parent) {
  zone_ = new QComboBox(parent);
  zone_->setEditable(true);
  zone_->setInsertPolicy(QComboBox::NoInsert);
  zone_->lineEdit()->setAccessibleName(tr("Another zone"));
  zone_->lineEdit()->setPlaceholderText(tr("None; type a city"));
  zone_->completer()->setFilterMode(Qt::MatchContains);
  zone_->completer()->setCompletionMode(QCompleter::PopupCompletion);
  connect(zone_, &QComboBox::activated, this, &SettingsPage::takeZone);
  connect(zone_->lineEdit(), &QLineEdit::editingFinished, this, &SettingsPage::takeZone);
  return zone_;
}

void SettingsPage::takeZone() {
  const int at = zone_->findText(zone_->currentText().trimmed(), Qt::MatchFixedString);
  if (at < 0 && !zone_->currentText().trimmed().isEmpty()) {
    zone_->setCurrentText(chosenZone_);  // no such zone
    return;
  }
  const QString id = at < 0 ? QString() : zone_->itemText(at);
  if (id == chosenZone_) return;
  chosenZone_ = id;
  zone_->setCurrentText(id);
  Q_EMIT timeZoneChosen(id);
}

void SettingsPage::setTimeZones(const QStringList& ids, const QString& current) {
  const QSignalBlocker quiet(zone_);
  zone_->clear();
  zone_->addItem({});
  zone_->addItems(ids);
  chosenZone_ = current;
  zone_->setCurrentText(current);
}

void SettingsPage::focusTimeZone() {
  zone_->setFocus(Qt::ShortcutFocusReason);
}

QWidget* SettingsPage::buildKeys(KeyEditor::Check keyCheck) {
  widgets::Card* card = cardWith(tr("Keyboard"), this);
  keys_ = new KeyEditor(std::move(keyCheck), card);
  card->body()->addWidget(keys_, 1);
  return card;
}

void SettingsPage::showAppearance() {
  const QSignalBlocker quiet[] = {QSignalBlocker(theme_), QSignalBlocker(text_), QSignalBlocker(compact_)};
  theme_->setCurrentIndex(theme_->findData(static_cast<int>(ThemeSwitch::instance().choice())));
  text_->setValue(theme::current().textPercent);
  compact_->setChecked(theme::current().density == theme::Density::Compact);
}

void SettingsPage::setTimeModes(const QStringList& words, int current) {
  time_->clear();
  time_->addItems(words);
  setTimeMode(current);
}

void SettingsPage::setTimeMode(int mode) {
  time_->setCurrentIndex(mode);
}

void SettingsPage::setRefreshSeconds(int seconds) {
  refresh_->setCurrentIndex(refresh_->findData(seconds));
}

}  // namespace heddle::panels
