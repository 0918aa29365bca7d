// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/list_traits.h"
#include "backend/client/actions/action.h"
#include "ui/panels/assistants/assistant_detail_panel.h"

namespace heddle::console {

/// The Assistants page and its inspector. As the page of one assistant it is the list with that one alone.
class AssistantsController : public ListController<AssistantTraits> {
  Q_OBJECT
 public:
  AssistantsController(const shell::PageKey& key, PageContext& context, QObject* parent);
  ~AssistantsController() override;

  QString title() const override;
  QString iconName() const override { return QStringLiteral("assistant"); }
  QWidget* inspector() override { return detail_; }
  QList<QAction*> commands() override { return panel().actionList(); }

 protected:
  void started() override;
  void looked() override;
  void sourceChanged() override;
  QString unreadable(const query::Capabilities& capabilities) const override;

 private:
  void show(const QString& assistantId);
  void arrived(quint64 generation, const query::AssistantDetail& answer);
  void wireActions();
  void compare(const models::AssistantVersionRow& a, const models::AssistantVersionRow& b);
  /// nullptr, and a sentence, while the assistant is not read yet.
  const query::AssistantDetail* known(const QString& id);
  void change(client::ActionVerb verb, const QString& id, const QByteArray& body);

  QPointer<panels::AssistantDetailPanel> detail_;
  QString shown_;
  query::AssistantDetail read_;  // the newest that arrived
  quint64 wantedDetail_ = 0, comparison_ = 0;
  bool chosen_ = false, detailFailed_ = false;
};

}  // namespace heddle::console
