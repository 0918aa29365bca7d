// SPDX-License-Identifier: Apache-2.0
#include "ui/panels/values/diff_pane.h"

#include "backend/checkpoint/json_patch.h"
#include "backend/checkpoint/word_diff.h"
#include "models/values/value_text.h"
#include "ui/theme/text_size.h"
#include "ui/theme/theme_switch.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/stateful_view.h"
#include "ui/widgets/text_label.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QTextEdit>
#include <QVBoxLayout>

namespace heddle::panels {

namespace {

/// So many rows open by themselves; a larger comparison is opened by hand.
constexpr int kOpenRows = 400;
constexpr std::size_t kShownWords = 200'000;  // bytes of text that are compared word by word

static_assert(static_cast<int>(checkpoint::Difference::same) == widgets::DiffView::Same);
static_assert(static_cast<int>(checkpoint::Difference::changed) == widgets::DiffView::Changed);
static_assert(static_cast<int>(checkpoint::Difference::added) == widgets::DiffView::Added);
static_assert(static_cast<int>(checkpoint::Difference::removed) == widgets::DiffView::Removed);

}  // namespace

DiffPane::DiffPane(const QString& name, QWidget* parent) : QWidget(parent), name_(name) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  buildHead();
  tree_ = new widgets::DiffView(models::DiffTree::DifferenceRole, this);
  tree_->setAccessibleName(name_);
  tree_->setModel(&model_);
  widgets::JsonTree::Roles roles;
  roles.path = models::DiffTree::PathRole;
  roles.json = models::DiffTree::JsonRole;
  tree_->setRoles(roles);
  auto* body = new QWidget(this);
  auto* inner = new QVBoxLayout(body);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->setSpacing(6);
  inner->addWidget(tree_, 3);
  words_ = new QTextEdit(body);
  words_->setReadOnly(true);
  words_->setTabChangesFocus(true);
  words_->setAccessibleName(name_ + QStringLiteral(": text, word by word"));
  words_->hide();
  theme::followFont(words_, &theme::Fonts::text);
  inner->addWidget(words_, 1);
  states_ = new widgets::StatefulView(body, this);
  column->addWidget(states_, 1);
  connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, &DiffPane::showWords);
  // The words carry the colours of the theme they were written in.
  connect(&theme::ThemeSwitch::instance(), &theme::ThemeSwitch::themeChanged, this, &DiffPane::showWords);
  showNothing(QStringLiteral("Nothing to compare yet"), {});
}

void DiffPane::buildHead() {
  summary_ = new widgets::TextLabel({}, widgets::TextRole::Medium, theme::Tone::Text, this);
  summary_->setAccessibleName(name_ + QStringLiteral(": summary"));
  sides_ = new widgets::TextLabel({}, widgets::TextRole::Small, theme::Tone::Muted, this);
  sides_->setElide(Qt::ElideMiddle);
  onlyChanges_ = new widgets::ToggleChip(QStringLiteral("Changes only"), this);
  onlyChanges_->setAccessibleName(name_ + QStringLiteral(": changes only"));
  onlyChanges_->setCheckable(true);
  onlyChanges_->setChecked(true);
  copy_ = widgets::makeButton(QStringLiteral("Copy patch"), theme::ButtonKind::Plain, QStringLiteral("copy"),
                              this);
  copy_->setAccessibleName(name_ + QStringLiteral(": copy patch"));
  copy_->setToolTip(
      QStringLiteral("Copies the difference as a JSON patch (RFC 6902): applied to A it gives B"));
  auto* line = new QHBoxLayout;
  line->setSpacing(8);
  line->addWidget(onlyChanges_);
  line->addStretch(1);
  line->addWidget(copy_);
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->addWidget(summary_);
  column->addWidget(sides_);
  column->addLayout(line);
  connect(copy_, &QPushButton::clicked, this, &DiffPane::copyPatch);
  connect(onlyChanges_, &QAbstractButton::toggled, this, [this](bool only) {
    model_.setShow(only ? models::DiffTree::Show::changes : models::DiffTree::Show::everything);
    expandChanges();
  });
}

void DiffPane::setDiff(std::shared_ptr<const checkpoint::Diff> diff, const QString& sides) {
  model_.setDiff(std::move(diff));
  const auto& shown = *model_.diff();
  summary_->setText(models::diffSummary(shown));
  sides_->setText(sides);
  copy_->setEnabled(!shown.same());
  onlyChanges_->setEnabled(!shown.same());
  words_->hide();
  if (shown.same()) {
    states_->showEmpty(QStringLiteral("check"), QStringLiteral("Both states are the same"), sides);
    return;
  }
  states_->showContent();
  expandChanges();
}

void DiffPane::showNothing(const QString& sentence, const QString& hint) {
  model_.setDiff(nullptr);
  summary_->clear();
  sides_->clear();
  copy_->setEnabled(false);
  onlyChanges_->setEnabled(false);
  words_->hide();
  states_->showEmpty(QStringLiteral("branch"), sentence, hint);
}

void DiffPane::showLoading() {
  states_->showLoading(QStringLiteral("comparison"));
}

void DiffPane::showProblem(const QString& sentence) {
  showNothing({}, {});
  states_->showError(QStringLiteral("The states could not be compared."), sentence);
}

void DiffPane::expandChanges() {
  QModelIndexList open{QModelIndex()};
  int rows = 0;
  while (!open.isEmpty() && rows < kOpenRows) {
    const QModelIndex parent = open.takeFirst();
    rows += model_.rowCount(parent);
    for (int row = 0; row < model_.rowCount(parent); ++row) {
      const QModelIndex child = model_.index(row, 0, parent);
      if (model_.nodeOf(child).kind != checkpoint::Difference::changed || model_.rowCount(child) == 0)
        continue;
      tree_->expand(child);
      open.append(child);
    }
  }
}

void DiffPane::showWords() {
  const auto& node = model_.nodeOf(tree_->currentIndex());
  const bool texts = node.kind == checkpoint::Difference::changed && node.a != nullptr && node.b != nullptr &&
                     node.a->isString() && node.b->isString();
  words_->setVisible(texts);
  if (!texts) return;
  const theme::Tokens& t = theme::tokens();
  words_->clear();
  QTextCursor cursor(words_->document());
  const auto cut = [](const std::string& text) { return std::string_view(text).substr(0, kShownWords); };
  for (const auto& run : checkpoint::compareWords(cut(node.a->string()), cut(node.b->string()))) {
    QTextCharFormat format;
    format.setForeground(t.text);
    if (run.part == checkpoint::TextPart::added) {
      format.setBackground(t.diffAdd);
      format.setFontUnderline(true);
    }
    if (run.part == checkpoint::TextPart::removed) {
      format.setBackground(t.diffDelete);
      format.setFontStrikeOut(true);
    }
    cursor.insertText(models::qtext(run.text), format);
  }
  words_->moveCursor(QTextCursor::Start);
}

void DiffPane::copyPatch() {
  if (!model_.diff()) return;
  patch_.start([diff = model_.diff()] {
    return models::qtext(wire::writeJson(checkpoint::patchOf(*diff), wire::JsonStyle::indented));
  });
}

}  // namespace heddle::panels
