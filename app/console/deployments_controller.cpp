// SPDX-License-Identifier: Apache-2.0
#include "app/console/deployments_controller.h"

#include "app/console/rows.h"
#include "backend/client/safety/read_only_role.h"
#include "backend/deployment/import.h"
#include "backend/deployment/postgres_uri.h"
#include "models/values/value_text.h"
#include "ui/panels/safety/role_dialog.h"

namespace heddle::console {

using models::qtext;

namespace {

const client::DeploymentSession* sessionOf(const OpenDeployments& deployments, const QString& slug) {
  for (const OpenDeployment* open : deployments.all()) {
    if (open->slug() == slug) return open->session();
  }
  return nullptr;
}

/// What an open deployment was recognised as; empty while nobody has looked.
QString badgeOf(const OpenDeployments& deployments, const QString& slug) {
  const auto* session = sessionOf(deployments, slug);
  return session == nullptr ? QString() : qtext(session->badge());
}

/// Puts the badge of each database before its address.
void addBadges(models::DeploymentRow& row, const client::DeploymentSession& session) {
  const auto before = [](const std::string& badge, const QString& address) {
    return badge.empty() ? address : qtext(badge) + QStringLiteral(" · ") + address;
  };
  if (session.capabilities() != nullptr)
    row.database = before(query::badge(*session.capabilities()), row.database);
  row.redis = before(query::badge(session.redisSavers()), row.redis);
}

/// The schema that an open database was recognised in; where nobody has looked, the usual one.
std::string schemaOf(const OpenDeployments& deployments, const QString& slug) {
  const auto* session = sessionOf(deployments, slug);
  const query::Capabilities* known = session == nullptr ? nullptr : session->capabilities();
  return known != nullptr ? known->schema : query::Capabilities().schema;
}

}  // namespace

models::DeploymentRow deploymentRow(const client::DeploymentEntry& entry) {
  models::DeploymentRow row;
  row.id = qtext(entry.shown.slug);
  row.name = qtext(entry.shown.name);
  row.environment = qtext(deployment::word(entry.shown.environment));
  row.database = qtext(entry.shown.database);
  row.redis = qtext(entry.shown.redis);
  row.api = entry.shown.apiUrls.empty() ? QString() : qtext(entry.shown.apiUrls.front());
  return row;
}

bool readsOnlyRedis(const client::DeploymentEntry& entry) {
  return entry.shown.database.empty() && !entry.shown.redis.empty();
}

shell::PageKey firstPage(const client::DeploymentEntry& entry) {
  return {readsOnlyRedis(entry) ? QStringLiteral("threads") : QStringLiteral("runs"),
          qtext(entry.shown.slug),
          {}};
}

DeploymentsController::DeploymentsController(PageContext& context, client::SecretStore& secrets,
                                             QObject* parent)
    : Page(parent),
      context_(context),
      secrets_(secrets),
      page_(new panels::DeploymentsPage(deployments_, stages_)) {
  wirePage();
  connect(&context_.list, &client::DeploymentList::changed, this, &DeploymentsController::showList);
  connect(&context_.list, &client::DeploymentList::troubled, this, &Page::noticeRequested);
  connect(&secrets_, &client::SecretStore::noteChanged, page_, &panels::DeploymentsPage::setSecretNote);
  page_->setSecretNote(secrets_.note());
  const auto follow = [this](OpenDeployment* open) {
    connect(open, &OpenDeployment::sourceChanged, this, [this, open] {
      // Latencies change all the time; the list is made anew only for a new badge.
      const QString badge = badgeOf(context_.deployments, open->slug());
      if (badge.isEmpty() || badges_.value(open->slug()) == badge) return;
      badges_.insert(open->slug(), badge);
      showList();
    });
  };
  for (OpenDeployment* open : context_.deployments.all())
    follow(open);
  connect(&context_.deployments, &OpenDeployments::added, this, follow);
  showList();
}

DeploymentsController::~DeploymentsController() {
  delete page_.data();
}

void DeploymentsController::wirePage() {
  using panels::DeploymentsPage;
  connect(page_, &DeploymentsPage::textChanged, this, &DeploymentsController::understand);
  connect(page_, &DeploymentsPage::testRequested, this, [this](const QString& text) {
    const auto read = deployment::importDeployment(models::utf8(text));
    if (read) test(read->deployment);
  });
  connect(page_, &DeploymentsPage::saveRequested, this, &DeploymentsController::save);
  connect(page_, &DeploymentsPage::fileRequested, this, &DeploymentsController::openFile);
  connect(page_, &DeploymentsPage::openRequested, this, &DeploymentsController::openSlug);
  connect(page_, &DeploymentsPage::testKnownRequested, this, [this](const QString& slug) {
    const client::DeploymentEntry* entry = context_.list.find(slug);
    if (entry == nullptr) return;
    context_.list.resolve(entry->key, this, [this](core::Result<deployment::Deployment> answer) {
      if (answer) {
        test(*answer);
      } else {
        page_->showProblem(qtext(answer.error().message));
      }
    });
  });
  connect(page_, &DeploymentsPage::roleRequested, this, &DeploymentsController::showRole);
  connect(page_, &DeploymentsPage::removeRequested, this, [this](const QString& slug) {
    const client::DeploymentEntry* entry = context_.list.find(slug);
    if (entry != nullptr) context_.list.remove(entry->key);
  });
}

void DeploymentsController::showRole(const QString& slug) {
  const client::DeploymentEntry* entry = context_.list.find(slug);
  if (entry == nullptr) return;
  const deployment::Deployment& shown = entry->shown;
  if (shown.database.empty() && shown.redis.empty()) {
    Q_EMIT noticeRequested(
        QStringLiteral("%1 has only an API, and that asks for a key of its own.").arg(qtext(shown.name)));
    return;
  }
  QString sql, acl;
  if (const auto target = deployment::parsePostgres(shown.database); !shown.database.empty() && target)
    sql = client::readOnlyRoleSql(target->value("dbname"), schemaOf(context_.deployments, slug));
  if (!shown.redis.empty()) acl = client::readOnlyAcl(shown.redisKeyPrefix.value_or(std::string()));
  (new panels::RoleDialog(qtext(shown.name), sql, acl, page_->window()))->open();
}

void DeploymentsController::showList() {
  auto rows = rowsOf(context_.list.entries(), deploymentRow);
  for (models::DeploymentRow& row : rows) {
    if (const auto* session = sessionOf(context_.deployments, row.id)) addBadges(row, *session);
  }
  deployments_.replaceAll(std::move(rows));
}

void DeploymentsController::understand(const QString& text) {
  if (text.trimmed().isEmpty()) {
    page_->showProblem({});
    return;
  }
  const auto read = deployment::importDeployment(models::utf8(text));
  if (!read) {
    page_->showProblem(qtext(read.error().message));
    return;
  }
  const deployment::Deployment shown = deployment::redacted(read->deployment);
  QStringList parts;
  if (!shown.database.empty()) parts.append(QStringLiteral("Postgres ") + qtext(shown.database));
  if (!shown.redis.empty()) parts.append(QStringLiteral("Redis ") + qtext(shown.redis));
  for (const std::string& url : shown.apiUrls)
    parts.append(QStringLiteral("API ") + qtext(url));
  for (const std::string& warning : read->warnings)
    parts.append(qtext(warning));
  page_->showUnderstood(qtext(shown.name), qtext(deployment::word(shown.environment)),
                        parts.join(QStringLiteral(" · ")));
}

void DeploymentsController::test(const deployment::Deployment& deployment) {
  test_ = std::make_unique<client::ConnectionTest>(deployment);
  const auto show = [this] {
    std::vector<models::StageRow> rows;
    int index = 0;
    for (const client::Stage& stage : test_->stages())
      rows.push_back(stageRow(stage, index++));
    stages_.replaceAll(std::move(rows));
  };
  connect(test_.get(), &client::ConnectionTest::stageChanged, this, show);
  connect(test_.get(), &client::ConnectionTest::finished, this, [this, show](bool passed) {
    show();
    page_->setTesting(false);
    QString failure;
    for (const client::Stage& stage : test_->stages()) {
      if (failure.isEmpty() && stage.result == client::StageResult::failed) {
        failure = QStringLiteral("%1: %2 %3").arg(stage.name, stage.cause, stage.fix);
      }
    }
    page_->showVerdict(passed ? QString() : failure);
  });
  page_->setTesting(true);
  show();
  test_->start();
}

void DeploymentsController::save(const QString& text, const QString& name, const QString& environment,
                                 const QString& level) {
  auto read = deployment::importDeployment(models::utf8(text), models::utf8(name));
  if (!read) {
    page_->showProblem(qtext(read.error().message));
    return;
  }
  if (!name.isEmpty()) read->deployment.name = models::utf8(name);
  if (const auto word = deployment::parseEnvironment(models::utf8(environment)))
    read->deployment.environment = *word;
  if (!level.isEmpty()) read->deployment.safetyLevel = deployment::parseSafetyLevel(models::utf8(level));
  read->deployment.slug = deployment::slugOf(read->deployment.name);
  const QString key = context_.list.add(read->deployment);
  page_->clearForm();
  if (const client::DeploymentEntry* entry = context_.list.find(key)) openSlug(qtext(entry->shown.slug));
}

void DeploymentsController::openFile(const QString& path) {
  const auto key = context_.list.addFile(path);
  if (!key) {
    page_->showProblem(qtext(key.error().message));
    return;
  }
  if (const client::DeploymentEntry* entry = context_.list.find(*key)) openSlug(qtext(entry->shown.slug));
}

void DeploymentsController::openSlug(const QString& slug) {
  const client::DeploymentEntry* entry = context_.list.bySlug(slug);
  if (entry != nullptr) Q_EMIT openRequested(firstPage(*entry), shell::OpenMode::NewTab);
}

}  // namespace heddle::console
