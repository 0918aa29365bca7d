// SPDX-License-Identifier: Apache-2.0
#include "app/console/list_tools.h"

#include "backend/client/deployment_session.h"
#include "backend/client/postgres/list_export.h"
#include "backend/client/redis/saver_export.h"
#include "models/format/duration.h"
#include "models/format/numbers.h"
#include "models/values/value_text.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"

namespace heddle::console {

using models::qtext;

namespace {

/// What is known meanwhile: one statement tells nothing until it is over.
QString countingText(qint64 matching, qint64 lookedAt, client::CountWay way) {
  using enum client::CountWay;
  if (way == oneStatement) return QStringLiteral("Counting in one statement…");
  const QString how = way == stepsAfterAll ? QStringLiteral("Counting in steps: one statement took too long…")
                                           : QStringLiteral("Counting…");
  if (lookedAt == 0) return how;
  return QStringLiteral("%1 %2 of %3 looked at")
      .arg(how, models::countText(matching), models::countText(lookedAt));
}

}  // namespace

ListTools::ListTools(const query::ListSchema& schema, panels::ListPanel& panel, shell::PageKey key,
                     OpenDeployment& deployment, PageContext& context, QObject* parent)
    : QObject(parent),
      schema_(schema),
      panel_(&panel),
      key_(std::move(key)),
      deployment_(deployment),
      context_(context),
      filter_(schema),
      export_(panel,
              {QStringLiteral("Export ") + qtext(schema.name), key_.deployment + u'-' + qtext(schema.name),
               QStringLiteral("row")},
              this) {
  connect(&export_, &ExportMenu::wanted, this, &ListTools::startExport);
  connect(&export_, &ExportMenu::progressed, &panel, &panels::ListPanel::setSummary);
  connect(&export_, &ExportMenu::noticed, this, &ListTools::noticed);
  panel.setLanguage(&filter_);
  wireMenus();
  connect(&filter_, &ListFilter::valuesWanted, this, [this](const QString& place) {
    toSample_.append(place);
    if (figures_ && sampling_.isEmpty()) {
      sampling_ = toSample_.takeFirst();
      const auto parts = sampling_.split(QLatin1Char('.'));
      std::vector<std::string> path;
      for (const QString& part : parts.mid(1))
        path.push_back(part.toStdString());
      sample_ = figures_->sample(parts.front().toStdString(), path);
    }
  });
  connect(&panel, &panels::ListPanel::selectAllMatchingRequested, this, [this] {
    if (!panel_) return;
    if (!figures_) {
      Q_EMIT noticed(QStringLiteral(
          "Redis cannot count what matches; an export takes all of it when nothing is selected."));
      return;
    }
    count_ = figures_->count(query());
    panel_->setSummary(QStringLiteral("Counting…"));
  });
}

void ListTools::start(client::PgSession& session) {
  session_ = &session;
  figures_ = std::make_unique<client::ListFigures>(session, schema_);
  export_.start(std::make_unique<client::ListExport>(session));
  const auto learn = [this] {
    const query::Capabilities* known = deployment_.session()->capabilities();
    if (known == nullptr || !panel_) return;
    filter_.setCapabilities(*known);
    panel_->checkQuickFilters();
    // Made of checkpoints, a list has no time to go by.
    const bool byIds = schema_.ownOf(*known) != nullptr;
    panel_->setOrderNames(byIds ? QStringLiteral("Highest id first") : QStringLiteral("Newest first"),
                          byIds ? QStringLiteral("Lowest id first") : QStringLiteral("Oldest first"));
  };
  learn();
  connect(deployment_.session(), &client::DeploymentSession::capabilitiesRead, this, learn);
  wireFigures();
  estimate_ = figures_->estimate();
}

void ListTools::start(client::RedisSession& session) {
  export_.start(std::make_unique<client::SaverExport>(session));
}

void ListTools::letGo() {
  Q_EMIT sessionGone();
  figures_.reset();
  export_.letGo();
  session_ = nullptr;
  sampling_.clear();
  toSample_.clear();
  sample_ = estimate_ = count_ = 0;
  estimated_ = took_ = -1;
  scanned_ = 0;
  sortedPart_ = more_ = false;
  if (panel_) {
    panel_->setSummary({});
    panel_->filterBar().setRemark({});
  }
}

void ListTools::wireFigures() {
  connect(figures_.get(), &client::ListFigures::sampled, this,
          [this](quint64 generation, const std::vector<client::SampledValue>& values) {
            if (generation != sample_) return;
            QStringList texts;
            for (const auto& value : values)
              texts.append(qtext(value.value));
            filter_.setValues(sampling_, texts);
            sampling_.clear();
            if (panel_) panel_->filterBar().offerAgain();
            if (!toSample_.isEmpty()) Q_EMIT filter_.valuesWanted(toSample_.takeFirst());
          });
  connect(figures_.get(), &client::ListFigures::estimated, this, [this](quint64 generation, qint64 rows) {
    if (generation == estimate_) estimated_ = rows;
    showRemark();
  });
  connect(figures_.get(), &client::ListFigures::counting, this,
          [this](qint64 matching, qint64 lookedAt, client::CountWay way) {
            if (panel_) panel_->setSummary(countingText(matching, lookedAt, way));
          });
  connect(figures_.get(), &client::ListFigures::counted, this, [this](quint64 generation, qint64 rows) {
    if (generation != count_ || !panel_) return;
    count_ = 0;
    panel_->setSummary({});
    Q_EMIT allMatchingCounted(rows);
  });
  connect(figures_.get(), &client::ListFigures::failed, this,
          [this](quint64 generation, const client::SourceError& error) {
            if (generation == sample_) sampling_.clear();
            if (generation != count_ || !panel_) return;
            count_ = 0;
            panel_->setSummary({});
            Q_EMIT noticed(error.sentence);
          });
}

query::ListQuery ListTools::query() const {
  query::ListQuery query;
  if (!panel_) return query;
  query.filter = filter_.filter(panel_->filterText());
  query.order = panel_->newestFirst() ? query::Order::newestFirst : query::Order::oldestFirst;
  return query;
}

QJsonObject ListTools::state() const {
  if (!panel_) return {};
  // It goes into a file: the session's, or a view's.
  return {{QStringLiteral("filter"), filter_.withoutSecrets(panel_->filterText())},
          {QStringLiteral("oldest_first"), !panel_->newestFirst()},
          {QStringLiteral("columns"), QString::fromLatin1(panel_->table().saveColumns().toBase64())}};
}

/// What a link does not say stays as it is, except the filter.
void ListTools::setState(const QJsonObject& state) {
  if (!panel_) return;
  panel_->setFilterText(state.value(QStringLiteral("filter")).toString());
  panel_->setNewestFirst(!state.value(QStringLiteral("oldest_first")).toBool());
  const QString columns = state.value(QStringLiteral("columns")).toString();
  if (!columns.isEmpty()) panel_->table().restoreColumns(QByteArray::fromBase64(columns.toLatin1()));
}

void ListTools::loading() {
  sinceAsked_.start();
  took_ = -1;
  scanned_ = 0;
  if (count_ != 0) {  // of what was listed until now: nothing of it may be selected in what comes
    figures_->cancelCount();
    count_ = 0;
    if (panel_) panel_->setSummary({});
  }
  if (panel_) panel_->filterBar().setComplaint({});
  showRemark();
}

void ListTools::loaded(qint64 scanned, bool sortedPart, bool more) {
  if (took_ < 0 || more_) took_ = sinceAsked_.isValid() ? sinceAsked_.elapsed() : 0;
  scanned_ += scanned;
  sortedPart_ = sortedPart;
  more_ = more;
  showRemark();
}

void ListTools::failed(const client::SourceError& error) {
  if (!panel_) return;
  if (error.kind == client::SourceError::Kind::invalid) panel_->filterBar().setComplaint(error.sentence);
  panel_->filterBar().setRemark(
      error.kind == client::SourceError::Kind::cancelled ? QStringLiteral("cancelled") : QString());
}

void ListTools::showRemark() {
  if (!panel_) return;
  QStringList parts;
  if (panel_->filterText().isEmpty() && estimated_ > 0) parts.append(models::estimateText(estimated_));
  if (sortedPart_) {
    parts.append(QStringLiteral("of the newest %1").arg(models::countText(scanned_)));
  } else if (scanned_ > 0) {
    parts.append(QStringLiteral("%1 looked at").arg(models::countText(scanned_)));
  }
  parts.append(took_ < 0 ? QStringLiteral("running…") : models::durationText(took_ * 1000));
  panel_->filterBar().setRemark(parts.join(QStringLiteral(" · ")));
}

}  // namespace heddle::console
