// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/main_window.h"
#include "ui/shell/page.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QAction>
#include <QLineEdit>
#include <QPointer>
#include <QVBoxLayout>
#include <QWidget>

// Small pages of the tests' own: they remember what the shell did with them.
namespace sample {

using namespace heddle;

class SamplePage : public shell::Page {
  Q_OBJECT
 public:
  SamplePage(const shell::PageKey& pageKey, const QString& pageTitle, QObject* parent)
      : Page(parent), key(pageKey), title_(pageTitle) {
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    filter = new QLineEdit;
    filter->setAccessibleName(QStringLiteral("Filter"));
    column->addWidget(filter);
    auto* card = new widgets::Card;
    card->body()->addWidget(new widgets::TextLabel(pageTitle, widgets::TextRole::Title));
    card->body()->addStretch(1);
    column->addWidget(card, 1);
    widget_ = content;
    auto* side = new widgets::Card;
    side->body()->addWidget(new widgets::TextLabel(QStringLiteral("Inspector of ") + pageTitle));
    side->body()->addStretch(1);
    inspector_ = side;
    command_ = new QAction(QStringLiteral("Command of ") + pageTitle, this);
  }

  QString title() const override { return key.object.isEmpty() ? title_ : title_ + u' ' + key.object; }
  QString iconName() const override { return QStringLiteral("run"); }
  QWidget* widget() override { return widget_; }
  QWidget* inspector() override { return inspector_; }
  QList<QAction*> commands() override { return {command_}; }
  QJsonObject serializeState() const override { return {{QStringLiteral("filter"), filter->text()}}; }
  QJsonObject linkState() const override { return serializeState(); }
  void restoreState(const QJsonObject& state) override { filter->setText(state.value(u"filter").toString()); }
  void activate() override { active = true; }
  void deactivate() override { active = false; }
  void refresh() override { ++refreshed; }
  void focusFilter() override { filter->setFocus(); }
  std::optional<shell::PageKey> marked() const override {
    if (markedObject.isEmpty()) return std::nullopt;
    return shell::PageKey{QStringLiteral("run"), key.deployment, markedObject};
  }

  shell::PageKey key;
  QPointer<QLineEdit> filter;
  QString markedObject;
  bool active = false;
  int refreshed = 0;

 private:
  QString title_;
  QPointer<QWidget> widget_;
  QPointer<QWidget> inspector_;
  QAction* command_;
};

inline shell::PageRegistry registry() {
  shell::PageRegistry pages;
  const auto add = [&pages](const char* id, const char* title, const char* icon, const char* section,
                            bool perDeployment, bool inNavigation) -> shell::PageKind& {
    const QString name = QString::fromLatin1(title);
    return pages.add(
        {QString::fromLatin1(id), name, QString::fromLatin1(icon), QString::fromLatin1(section),
         perDeployment, inNavigation,
         [name](const shell::PageKey& key, QObject* parent) { return new SamplePage(key, name, parent); },
         inNavigation ? QString() : QString::fromLatin1(id) + u's'});
  };
  add("runs", "Runs", "run", "Work", true, true);
  add("threads", "Threads", "thread", "Work", true, true);
  add("assistants", "Assistants", "assistant", "Work", true, true);
  add("tail", "Live tail", "tail", "Queue", true, true);
  add("saved", "Saved", "thread", "Storage", true, true).whereOffered = true;
  add("run", "Run", "run", "Work", true, false);
  add("local-servers", "Local servers", "box", "This computer", false, true);
  return pages;
}

inline QList<shell::DeploymentItem> deployments() {
  return {{QStringLiteral("prod-eu"), QStringLiteral("prod-eu"), QStringLiteral("production"),
           QStringLiteral("Agent Server 0.16"), true},
          {QStringLiteral("samples"), QStringLiteral("samples"), QStringLiteral("local"),
           QStringLiteral("Heddle 0.1"), false}};
}

inline shell::SourceStates sources() {
  return {{shell::SourceHealth::Up, 3, {}},
          {shell::SourceHealth::Up, 1, {}},
          {shell::SourceHealth::Down, {}, QStringLiteral("refused")},
          {}};
}

}  // namespace sample
