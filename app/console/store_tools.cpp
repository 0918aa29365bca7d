// SPDX-License-Identifier: Apache-2.0
#include "app/console/store_tools.h"

#include "app/console/saved_views.h"
#include "app/console/store_snippets.h"
#include "app/console/views_menu.h"
#include "backend/client/deployment_session.h"
#include "backend/core/masking.h"
#include "models/values/value_text.h"
#include "ui/panels/store/namespace_tree.h"
#include "ui/shell/page_link.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace heddle::console {

namespace {

const QString kList = QStringLiteral("store");
constexpr QChar kLabelSeparator = u'.';  // no label holds one: the API refuses it

std::vector<std::string> labelTexts(const QStringList& labels) {
  std::vector<std::string> texts;
  for (const QString& label : labels)
    texts.push_back(models::utf8(label));
  return texts;
}

}  // namespace

StoreTools::StoreTools(panels::StorePage& page, const models::StoreTable& items, const ListFilter& filter,
                       shell::PageKey key, OpenDeployment& deployment, PageContext& context, QObject* parent)
    : QObject(parent),
      page_(&page),
      items_(items),
      filter_(filter),
      key_(std::move(key)),
      deployment_(deployment),
      context_(context),
      export_(page,
              {QStringLiteral("Export the store"), key_.deployment + QStringLiteral("-store"),
               QStringLiteral("item")},
              this) {
  connect(&export_, &ExportMenu::wanted, this, &StoreTools::startExport);
  connect(&export_, &ExportMenu::progressed, &page, &panels::StorePage::setSummary);
  connect(&export_, &ExportMenu::noticed, this, &StoreTools::noticed);
  connect(&page, &panels::StorePage::viewsMenuRequested, this, &StoreTools::fillViewsMenu);
  connect(&page, &panels::StorePage::copyMenuRequested, this, &StoreTools::fillCopyMenu);
  connect(&page, &panels::StorePage::exportMenuRequested, this, &StoreTools::fillExportMenu);
}

void StoreTools::start(client::PgSession& session) {
  auto way = std::make_unique<client::ListExport>(session);
  ofTable_ = way.get();
  export_.start(std::move(way));
}

void StoreTools::letGo() {
  export_.letGo();
  if (page_) page_->setSummary({});
}

query::StoreQuery StoreTools::query() const {
  query::StoreQuery query;
  if (!page_) return query;
  query.labels = labelTexts(page_->spaces().chosen());
  query.below = page_->below();
  query.filter = filter_.filter(page_->filterBar().filter());
  return query;
}

QJsonObject StoreTools::state() const {
  if (!page_) return {};
  return {{QStringLiteral("filter"), filter_.withoutSecrets(page_->filterBar().filter())},
          {QStringLiteral("namespace"), page_->spaces().chosen().join(kLabelSeparator)},
          {QStringLiteral("only_here"), page_->below() ? QString() : QStringLiteral("1")},
          {QStringLiteral("columns"), QString::fromLatin1(page_->table().saveColumns().toBase64())}};
}

/// What a link does not say is as at the beginning, except the columns.
void StoreTools::setState(const QJsonObject& state) {
  if (!page_) return;
  page_->setFilterText(state.value(QStringLiteral("filter")).toString());
  page_->setBelow(state.value(QStringLiteral("only_here")).toString().isEmpty());
  page_->spaces().choose(
      state.value(QStringLiteral("namespace")).toString().split(kLabelSeparator, Qt::SkipEmptyParts));
  const QString columns = state.value(QStringLiteral("columns")).toString();
  if (!columns.isEmpty()) page_->table().restoreColumns(QByteArray::fromBase64(columns.toLatin1()));
}

QJsonObject StoreTools::linkState() const {
  QJsonObject shown = state();
  shown.remove(QStringLiteral("columns"));
  return shown;
}

void StoreTools::copyLink() {
  copy(shell::pageLink({key_.kind, key_.deployment, {}}, linkState()), QStringLiteral("The link is"));
}

QList<models::StoreItemRow> StoreTools::selected() const {
  QList<models::StoreItemRow> rows;
  for (const QString& id : page_ ? page_->selectedKeys() : QStringList()) {
    if (const models::StoreItemRow* row = items_.find(id)) rows.append(*row);
  }
  return rows;
}

void StoreTools::copy(const QString& text, const QString& what) {
  QGuiApplication::clipboard()->setText(models::qtext(core::maskSecrets(models::utf8(text))));
  Q_EMIT noticed(QStringLiteral("%1 in the clipboard.").arg(what));
}

void StoreTools::fillCopyMenu(QMenu* menu) {
  const auto add = [&](const QString& name, auto text) {
    menu->addAction(name, this, [this, name, text] { copy(text(selected()), name + QStringLiteral(" is")); });
  };
  using Rows = const QList<models::StoreItemRow>&;
  add(QStringLiteral("JSON Lines"), [this](Rows rows) {
    QStringList lines;
    for (const auto& row : rows)
      lines.append(items_.jsonAt(items_.rowOf(row.id)));
    return lines.join(u'\n');
  });
  add(QStringLiteral("Keys"), [](Rows rows) {
    QStringList keys;
    for (const auto& row : rows)
      keys.append(row.name);
    return keys.join(u'\n');
  });
  menu->addSeparator();
  const auto* session = deployment_.session();
  // What Redis keeps is in no API and in no table.
  if (ofTable_) {
    add(QStringLiteral("cURL"), [this](Rows rows) { return storeCurl(deployment_.apiUrl(), rows); });
    add(QStringLiteral("SDK snippet"), [this](Rows rows) { return storeSdk(deployment_.apiUrl(), rows); });
  }
  if (const auto* known = ofTable_ && session != nullptr ? session->capabilities() : nullptr)
    add(QStringLiteral("SQL"), [can = *known](Rows rows) { return storeSql(can, rows); });
  add(QStringLiteral("Command"),
      [this](Rows rows) { return storeCommand(key_.deployment, rows, !ofTable_); });
  menu->addSeparator();
  menu->addAction(QStringLiteral("This list as link"), this, &StoreTools::copyLink);
}

void StoreTools::fillViewsMenu(QMenu* menu) {
  if (context_.views == nullptr) return;
  console::fillViewsMenu(menu, page_, this,
                         {.views = *context_.views,
                          .list = kList,
                          .parts = QStringLiteral("filter, namespace and columns"),
                          .suggestion = page_->spaces().chosen().join(QStringLiteral(" / ")),
                          .choose =
                              [this](const QJsonObject& state) {
                                setState(state);
                                Q_EMIT changed();
                              },
                          .state = [this] { return state(); },
                          .whole =
                              [this] {
                                const QString filter = page_ ? page_->filterBar().filter() : QString();
                                return filter_.withoutSecrets(filter) == filter;
                              },
                          .say = [this](const QString& sentence) { Q_EMIT noticed(sentence); }});
  menu->addAction(QStringLiteral("This list as link"), this, &StoreTools::copyLink);
}

void StoreTools::fillExportMenu(QMenu* menu) {
  const auto marked = page_->selectedKeys().size();
  export_.fill(menu,
               marked > 1 ? QStringLiteral("the %1 selected items").arg(marked)
                          : QStringLiteral("everything that is listed"),
               deployment_.session() == nullptr
                   ? QStringLiteral("The store is not open yet")
                   : QStringLiteral("Items that Redis keeps are not exported; copy them as JSON Lines"));
}

void StoreTools::startExport(client::ExportFormat format, const QString& path) {
  if (!page_ || !ofTable_) return;
  client::StoreExportRequest request{query(), {}, format, path};
  const auto rows = selected();
  if (rows.size() > 1) {
    for (const auto& row : rows)
      request.items.emplace_back(labelTexts(row.labels), models::utf8(row.name));
  }
  export_.showStarting();
  ofTable_->start(request);
}

}  // namespace heddle::console
