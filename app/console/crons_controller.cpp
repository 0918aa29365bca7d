// SPDX-License-Identifier: Apache-2.0
#include "app/console/crons_controller.h"

#include "app/console/decode_pool.h"
#include "app/console/masked_tree.h"
#include "app/console/write_actions.h"
#include "models/format/ids.h"
#include "ui/panels/crons/forecast_panel.h"
#include "ui/widgets/data_table.h"

namespace heddle::console {

namespace {

using Detail = panels::CronDetailPanel::Detail;

constexpr int kLaterFires = 4;

/// An empty object says nothing.
models::MaskedValue tree(const std::string& json) {
  auto value = maskedJson(json);
  const bool nothing = value.shown && value.shown->isObject() && value.shown->size() == 0;
  return nothing ? models::MaskedValue() : value;
}

Detail detailOf(const query::CronDetail& answer, bool firesKept) {
  Detail detail;
  detail.row = cronRow(answer.row);
  detail.userId = QString::fromStdString(answer.userId);
  detail.onRunCompleted = QString::fromStdString(answer.row.onRunCompleted);
  detail.next = laterFires(answer.row, kLaterFires);
  detail.payload = tree(answer.payload);
  detail.metadata = tree(answer.metadata);
  detail.fires = rowsOf(answer.fires, pastFireRow);
  detail.firesKept = firesKept;
  return detail;
}

}  // namespace

CronsController::CronsController(const shell::PageKey& pageKey, PageContext& pageContext, QObject* parent)
    : ListController(pageKey, pageContext, parent), detail_(new panels::CronDetailPanel) {
  if (!key().object.isEmpty()) panel().setFilterText(QStringLiteral("id:") + key().object);
  connect(&panel(), &panels::ListPanel::currentChanged, this, &CronsController::show);
  const auto peek = [this](const QString& id) {
    show(id);
    Q_EMIT inspectorRequested();
  };
  connect(&panel(), &panels::ListPanel::peekRequested, this, peek);
  connect(&panel(), &panels::ListPanel::openRequested, this, [peek](const QString& id, bool) { peek(id); });
  connect(&panel(), &panels::CronsPage::runRequested, this,
          [this](const QString& id) { open(QStringLiteral("run"), id, false); });
  connect(&panel(), &panels::CronsPage::threadRequested, this,
          [this](const QString& id) { open(QStringLiteral("thread"), id, false); });
  connect(&deployment(), &OpenDeployment::closing, this, [this] {
    show({});
    letGoOfForecast();
  });
  wirePanels();
  wireActions();
  sourceChanged();
}

void CronsController::wireActions() {
  const auto act = [this](client::ActionVerb verb) {
    return [this, verb](const QStringList& ids) {
      context().writes.ask(deployment(), WriteActions::onIds(verb, ids));
    };
  };
  const auto actOnOne = [act](client::ActionVerb verb) {
    return [ask = act(verb)](const QString& id) { ask({id}); };
  };
  using client::ActionVerb;
  connect(&panel(), &panels::CronsPage::pauseRequested, this, act(ActionVerb::pauseCron));
  connect(&panel(), &panels::CronsPage::resumeRequested, this, act(ActionVerb::resumeCron));
  connect(&panel(), &panels::CronsPage::deleteRequested, this, act(ActionVerb::deleteCron));
  connect(detail_, &panels::CronDetailPanel::pauseRequested, this, actOnOne(ActionVerb::pauseCron));
  connect(detail_, &panels::CronDetailPanel::resumeRequested, this, actOnOne(ActionVerb::resumeCron));
  connect(detail_, &panels::CronDetailPanel::deleteRequested, this, actOnOne(ActionVerb::deleteCron));
  connect(&context().writes, &WriteActions::changed, this, [this](const QString& slug) {
    if (slug != key().deployment || !active()) return;
    reload();
    show(shown_);
  });
}

CronsController::~CronsController() {
  delete detail_.data();
}

QString CronsController::title() const {
  return key().object.isEmpty() ? QStringLiteral("Crons")
                                : QStringLiteral("Cron ") + models::shortId(key().object);
}

void CronsController::wirePanels() {
  connect(detail_, &panels::CronDetailPanel::retryRequested, this, [this] { show(shown_); });
  connect(detail_, &panels::CronDetailPanel::runRequested, this,
          [this](const QString& id, bool newTab) { open(QStringLiteral("run"), id, newTab); });
  auto& forecast = panel().forecast();
  connect(&forecast, &panels::ForecastPanel::hoursChanged, this, &CronsController::makeForecast);
  connect(&forecast, &panels::ForecastPanel::cronChosen, this, [this](const QString& id) {
    show(id);
    Q_EMIT inspectorRequested();
  });
  connect(&forecast, &panels::ForecastPanel::retryRequested, this, [this] {
    if (feed() != nullptr) wantedScheduled_ = feed()->loadScheduled();
  });
}

void CronsController::started() {
  connect(feed(), &client::CronFeed::detailLoaded, this, &CronsController::arrived);
  connect(feed(), &client::CronFeed::scheduledLoaded, this,
          [this](quint64 generation, const std::vector<query::CronRecord>& rows) {
            if (generation != wantedScheduled_) return;
            scheduled_ = rows;
            scheduledKnown_ = true;
            makeForecast();
          });
  connect(feed(), &client::CronFeed::failed, this, &CronsController::failedToRead);
}

void CronsController::failedToRead(quint64 generation, const client::SourceError& error) {
  if (generation == wantedDetail_ && detail_) {
    wantedDetail_ = 0;
    // What was read before stays: the list above says how old everything is.
    if (read_ != shown_) detail_->showError(QStringLiteral("The cron could not be read."), error.sentence);
  }
  if (generation == wantedScheduled_)
    panel().forecast().showError(QStringLiteral("The forecast could not be made."), error.sentence);
}

/// With the list's own look: what fires and what has fired changes as the crons do, and as time passes.
void CronsController::looked() {
  if (feed() == nullptr) return;
  wantedScheduled_ = feed()->loadScheduled();
  if (!shown_.isEmpty() && wantedDetail_ == 0) show(shown_);
  if (!key().object.isEmpty() && !chosen_ && table().rowCount() > 0) {
    chosen_ = true;
    panel().table().selectRow(0);
    Q_EMIT inspectorRequested();
  }
}

void CronsController::makeForecast() {
  if (!scheduledKnown_ || making_) return;
  making_ = true;
  const int hours = panel().forecast().hours();
  decode(
      this,
      [crons = scheduled_, now = context().format(deployment()).nowUs, hours] {
        return cronForecast(crons, now, hours);
      },
      [this, hours](const models::CronForecast& forecast) {
        making_ = false;
        if (!scheduledKnown_) return;
        if (panel().forecast().hours() != hours) {
          makeForecast();  // the other span was chosen meanwhile
        } else {
          panel().forecast().setForecast(forecast, context().format(deployment()));
        }
      });
}

void CronsController::letGoOfForecast() {
  scheduled_.clear();
  scheduledKnown_ = false;
  wantedScheduled_ = 0;
  panel().forecast().showLoading();
}

void CronsController::show(const QString& cronId) {
  shown_ = cronId;
  wantedDetail_ = 0;
  if (!detail_) return;
  if (cronId != read_) read_.clear();
  if (cronId.isEmpty() || feed() == nullptr) {
    detail_->showNothing();
    return;
  }
  wantedDetail_ = feed()->loadDetail(cronId.toStdString());
}

void CronsController::arrived(quint64 generation, const query::CronDetail& answer) {
  if (generation != wantedDetail_) return;
  const auto* session = deployment().session();
  const auto* known = session != nullptr ? session->capabilities() : nullptr;
  decode(
      this, [answer, kept = known != nullptr && known->cronFires] { return detailOf(answer, kept); },
      [this, generation](const Detail& detail) {
        if (generation != wantedDetail_ || !detail_) return;
        wantedDetail_ = 0;
        read_ = shown_;
        detail_->setDetail(detail, context().format(deployment()));
      });
}

void CronsController::sourceChanged() {
  const panels::ActionGate gate{deployment().actionsAllowed(), deployment().refusal()};
  panel().setGate(gate);
  if (detail_) detail_->setGate(gate);
  const auto* session = deployment().session();
  const query::Capabilities* known = session != nullptr ? session->capabilities() : nullptr;
  QStringList missing;
  if (known != nullptr && known->crons) {
    if (!known->cronEnabled) missing.append(QStringLiteral("which crons are paused"));
    if (!known->cronZone) missing.append(QStringLiteral("time zones (schedules are in UTC)"));
    if (!known->cronFires) missing.append(QStringLiteral("what the last fire started"));
  }
  panel().setNote(missing.isEmpty() ? QString()
                                    : QStringLiteral("This database does not keep ") +
                                          missing.join(QStringLiteral(", ")) + u'.');
}

QString CronsController::unreadable(const query::Capabilities& capabilities) const {
  return capabilities.crons
             ? QString()
             : QString::fromStdString(capabilities.sentence) + QStringLiteral(" It has no crons to list.");
}

}  // namespace heddle::console
