// SPDX-License-Identifier: Apache-2.0
#include "app/console/assistants_controller.h"

#include "app/console/assistant_versions.h"
#include "app/console/decode_pool.h"
#include "app/console/edit_comparison.h"
#include "app/console/masked_tree.h"
#include "app/console/run_actions.h"
#include "app/console/write_actions.h"
#include "models/format/ids.h"
#include "models/values/value_text.h"
#include "ui/panels/assistants/assistant_edit_dialog.h"
#include "ui/panels/assistants/assistant_versions.h"
#include "ui/widgets/data_table.h"

namespace heddle::console {

namespace {

using Detail = panels::AssistantDetailPanel::Detail;

models::MaskedValue tree(const std::string& json) {
  auto parsed = wire::parseJson(json);
  return parsed && parsed->size() > 0 ? maskedTree(std::move(*parsed)) : models::MaskedValue();
}

Detail detailOf(const query::AssistantDetail& answer) {
  Detail detail;
  detail.row = assistantRow(answer.row);
  detail.config = tree(answer.config);
  detail.context = tree(answer.context);
  detail.metadata = tree(answer.metadata);
  detail.versions = assistantVersions(answer);
  return detail;
}

}  // namespace

AssistantsController::AssistantsController(const shell::PageKey& pageKey, PageContext& pageContext,
                                           QObject* parent)
    : ListController(pageKey, pageContext, parent), detail_(new panels::AssistantDetailPanel) {
  if (!key().object.isEmpty()) panel().setFilterText(QStringLiteral("id:") + key().object);
  connect(&panel(), &panels::ListPanel::currentChanged, this, &AssistantsController::show);
  connect(&panel(), &panels::ListPanel::peekRequested, this, [this](const QString& id) {
    show(id);
    Q_EMIT inspectorRequested();
  });
  connect(&panel(), &panels::ListPanel::openRequested, this, [this](const QString& id, bool) {
    show(id);
    Q_EMIT inspectorRequested();
  });
  connect(&deployment(), &OpenDeployment::closing, this, [this] { show({}); });
  connect(detail_, &panels::AssistantDetailPanel::retryRequested, this, [this] { show(shown_); });
  connect(&detail_->versions(), &panels::AssistantVersions::compareRequested, this,
          &AssistantsController::compare);
  const auto run = [this](const QString& id) { context().actions.run(deployment(), id, {}); };
  connect(&panel(), &panels::AssistantsPage::runRequested, this, run);
  connect(detail_, &panels::AssistantDetailPanel::runRequested, this, run);
  connect(&panel(), &panels::AssistantsPage::localServerRequested, this, [this] {
    Q_EMIT openRequested({QStringLiteral("local-servers"), {}, {}}, shell::OpenMode::NewTab);
  });
  wireActions();
  sourceChanged();
}

void AssistantsController::wireActions() {
  const auto edit = [this](const QString& id) {
    const query::AssistantDetail* now = known(id);
    if (now == nullptr) return;
    auto* dialog = new panels::AssistantEditDialog(
        {models::qtext(now->row.name), models::qtext(now->row.description), models::qtext(now->config),
         models::qtext(now->context), models::qtext(now->metadata)},
        context().writes.window());
    compareFor(dialog);
    connect(dialog, &panels::AssistantEditDialog::edited, this,
            [this, id](const QByteArray& body) { change(client::ActionVerb::editAssistant, id, body); });
    dialog->open();
  };
  const auto chooseVersion = [this](const QString& id) {
    const query::AssistantDetail* now = known(id);
    if (now == nullptr) return;
    std::vector<int> versions;
    for (const query::AssistantVersion& version : now->versions)
      versions.push_back(version.version);
    auto* dialog = new panels::AssistantVersionDialog(models::qtext(now->row.name), now->row.version,
                                                      versions, context().writes.window());
    connect(dialog, &panels::AssistantVersionDialog::chosen, this, [this, id](int version) {
      change(client::ActionVerb::setAssistantVersion, id,
             "{\"version\":" + QByteArray::number(version) + "}");
    });
    dialog->open();
  };
  connect(&panel(), &panels::AssistantsPage::editRequested, this, edit);
  connect(&panel(), &panels::AssistantsPage::versionRequested, this, chooseVersion);
  connect(detail_, &panels::AssistantDetailPanel::editRequested, this, edit);
  connect(detail_, &panels::AssistantDetailPanel::versionRequested, this, chooseVersion);
  connect(&context().writes, &WriteActions::changed, this, [this](const QString& slug) {
    if (slug != key().deployment || !active()) return;
    reload();
    show(shown_);
  });
}

const query::AssistantDetail* AssistantsController::known(const QString& id) {
  if (!deployment().actionsAllowed()) {
    Q_EMIT noticeRequested(deployment().refusal());
    return nullptr;
  }
  if (read_.row.assistantId == models::utf8(id)) return &read_;
  Q_EMIT noticeRequested(QStringLiteral("The assistant is still being read; try again in a moment."));
  return nullptr;
}

void AssistantsController::change(client::ActionVerb verb, const QString& id, const QByteArray& body) {
  auto request = WriteActions::onIds(verb, {id});
  request.body = body;
  context().writes.ask(deployment(), std::move(request));
}

AssistantsController::~AssistantsController() {
  delete detail_.data();
}

void AssistantsController::started() {
  connect(feed(), &client::AssistantFeed::detailLoaded, this, &AssistantsController::arrived);
  connect(feed(), &client::AssistantFeed::failed, this,
          [this](quint64 generation, const client::SourceError& error) {
            if (generation == wantedDetail_ && detail_) {
              detailFailed_ = true;
              detail_->showError(QStringLiteral("The assistant could not be read."), error.sentence);
            }
          });
}

void AssistantsController::show(const QString& assistantId) {
  shown_ = assistantId;
  detailFailed_ = false;
  wantedDetail_ = 0;
  if (!detail_) return;
  if (assistantId.isEmpty() || feed() == nullptr) {
    detail_->showNothing();
    return;
  }
  wantedDetail_ = feed()->loadDetail(assistantId.toStdString());
}

void AssistantsController::arrived(quint64 generation, const query::AssistantDetail& answer) {
  if (generation != wantedDetail_) return;
  read_ = answer;
  decode(
      this, [answer] { return detailOf(answer); },
      [this, generation](const Detail& detail) {
        if (generation == wantedDetail_ && detail_)
          detail_->setDetail(detail, context().format(deployment()));
      });
}

void AssistantsController::compare(const models::AssistantVersionRow& a,
                                   const models::AssistantVersionRow& b) {
  const QString sides = QStringLiteral("A: version %1 · B: version %2").arg(a.version).arg(b.version);
  const auto generation = ++comparison_;
  using Shared = std::shared_ptr<const checkpoint::Diff>;
  decode(
      this,
      [before = a.value, after = b.value]() -> Shared {
        return std::make_shared<const checkpoint::Diff>(checkpoint::compare(before, after));
      },
      [this, generation, sides](const Shared& diff) {
        if (generation == comparison_ && detail_) detail_->versions().setDiff(diff, sides);
      });
}

/// The page of one assistant shows it at once.
void AssistantsController::looked() {
  if (detailFailed_) show(shown_);
  if (key().object.isEmpty() || chosen_ || table().rowCount() == 0) return;
  chosen_ = true;
  panel().table().selectRow(0);
  Q_EMIT inspectorRequested();
}

QString AssistantsController::title() const {
  return key().object.isEmpty() ? QStringLiteral("Assistants")
                                : QStringLiteral("Assistant ") + models::shortId(key().object);
}

void AssistantsController::sourceChanged() {
  const panels::ActionGate gate{deployment().actionsAllowed(), deployment().refusal()};
  panel().setGate(gate);
  if (detail_) detail_->setGate(gate);
}

QString AssistantsController::unreadable(const query::Capabilities& capabilities) const {
  return noList(capabilities, query::Part::assistants);
}

}  // namespace heddle::console
