// SPDX-License-Identifier: Apache-2.0
// The menus of a list: copies, views, exports, and the values of a column.
#include "app/console/list_tools.h"
#include "app/console/saved_views.h"
#include "app/console/views_menu.h"
#include "backend/client/deployment_session.h"
#include "backend/core/masking.h"
#include "backend/query/list_json.h"
#include "backend/query/list_sql.h"
#include "backend/wire/masking.h"
#include "models/format/numbers.h"
#include "models/tables/row_table_model.h"
#include "models/values/value_text.h"
#include "ui/shell/page_link.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/filter_bar.h"

#include <QClipboard>
#include <QGuiApplication>

namespace heddle::console {

using models::qtext;

namespace {

QString withoutSecrets(const QString& text) {
  return qtext(core::maskSecrets(models::utf8(text)));
}

}  // namespace

void ListTools::wireMenus() {
  connect(panel_, &panels::ListPanel::copyMenuRequested, this, &ListTools::fillCopyMenu);
  connect(panel_, &panels::ListPanel::viewsMenuRequested, this, &ListTools::fillViewsMenu);
  connect(panel_, &panels::ListPanel::exportMenuRequested, this, &ListTools::fillExportMenu);
  connect(panel_, &panels::ListPanel::valuesMenuRequested, this, &ListTools::fillValuesMenu);
}

void ListTools::copy(const QString& text, const QString& what) {
  QGuiApplication::clipboard()->setText(withoutSecrets(text));
  Q_EMIT noticed(QStringLiteral("%1 in the clipboard.").arg(what));
}

QList<wire::Value> ListTools::selectedRows() const {
  QList<wire::Value> rows;
  const auto& model = static_cast<const models::RowTableModel&>(*panel_->table().model());
  for (const QString& key : panel_->selectedKeys()) {
    const int row = model.rowOf(key);
    auto parsed = row < 0 ? wire::parseJson("null") : wire::parseJson(model.jsonAt(row).toStdString());
    if (!parsed || !parsed->isObject()) continue;
    wire::maskSecrets(*parsed);
    rows.append(std::move(*parsed));
  }
  return rows;
}

QList<RowAddress> ListTools::addresses() const {
  QList<RowAddress> found;
  for (const wire::Value& row : selectedRows()) {
    RowAddress address;
    address.id = qtext(row.stringAt(std::string(schema_.one) + "_id"));
    if (schema_.one == "run") address.thread = qtext(row.stringAt("thread_id"));
    found.append(address);
  }
  return found;
}

void ListTools::fillCopyMenu(QMenu* menu) {
  const auto add = [&](const QString& name, auto text) {
    menu->addAction(name, this, [this, name, text] { copy(text(), name + QStringLiteral(" is")); });
  };
  add(QStringLiteral("JSON Lines"), [this] {
    std::string text;
    for (const auto& row : selectedRows())
      text += wire::writeJson(row) + "\n";
    return qtext(text);
  });
  add(QStringLiteral("CSV"), [this] {
    std::string text;
    for (const auto& row : selectedRows())
      text += (text.empty() ? query::csvHead(row) + "\r\n" : std::string()) + query::csvLine(row) + "\r\n";
    return qtext(text);
  });
  add(QStringLiteral("Ids"), [this] { return panel_->selectedKeys().join(QLatin1Char('\n')); });
  menu->addSeparator();
  // What Redis keeps is in no API and in no table.
  if (session_ != nullptr) {
    add(QStringLiteral("cURL"), [this] { return curlSnippet(schema_, deployment_.apiUrl(), addresses()); });
    add(QStringLiteral("SDK snippet"),
        [this] { return sdkSnippet(schema_, deployment_.apiUrl(), addresses()); });
  }
  if (const auto* known = session_ != nullptr ? deployment_.session()->capabilities() : nullptr)
    add(QStringLiteral("SQL"), [this, can = *known] { return sqlSnippet(schema_, can, addresses()); });
  if (session_ == nullptr && deployment_.session() != nullptr)
    add(QStringLiteral("Redis commands"), [this, savers = deployment_.session()->redisSavers().all] {
      return redisSnippet(savers, panel_->selectedKeys());
    });
  add(QStringLiteral("Link"), [this] {
    // The kind of a list is that of its objects with an s.
    const QString one = key_.kind.endsWith(u's') ? key_.kind.chopped(1) : key_.kind;
    QStringList links;
    for (const QString& id : panel_->selectedKeys())
      links.append(shell::pageLink({one, key_.deployment, id}));
    return links.join(QLatin1Char('\n'));
  });
  menu->addSeparator();
  addListCopies(menu);
}

/// The list itself: what is copied finds the same rows again.
void ListTools::addListCopies(QMenu* menu) {
  menu->addAction(QStringLiteral("This list as command"), this, [this] {
    const auto command = listCommand(schema_, key_.deployment, filter_.withoutSecrets(panel_->filterText()),
                                     !panel_->newestFirst());
    copy(session_ != nullptr ? command : QString(command + QStringLiteral(" --from redis")),
         QStringLiteral("The command is"));
  });
  menu->addAction(QStringLiteral("This list as link"), this, [this] {
    copy(shell::pageLink({key_.kind, key_.deployment, {}}, linkState()), QStringLiteral("The link is"));
  });
  const auto* known = session_ != nullptr ? deployment_.session()->capabilities() : nullptr;
  if (known == nullptr) return;
  menu->addAction(QStringLiteral("This list as SQL"), this, [this, can = *known] {
    copy(qtext(query::pageSql(schema_, can, query()).sql), QStringLiteral("The statement is"));
  });
}

QJsonObject ListTools::linkState() const {
  if (!panel_) return {};
  // A link spells its filter in percent signs, where no mask would find anything any more.
  QJsonObject state{{QStringLiteral("filter"), filter_.withoutSecrets(panel_->filterText())}};
  if (!panel_->newestFirst()) state.insert(QStringLiteral("oldest_first"), true);
  return state;
}

void ListTools::fillViewsMenu(QMenu* menu) {
  if (context_.views == nullptr) return;
  console::fillViewsMenu(menu, panel_, this,
                         {.views = *context_.views,
                          .list = qtext(schema_.name),
                          .parts = QStringLiteral("filter, order and columns"),
                          .suggestion = filter_.withoutSecrets(panel_->filterText()),
                          .choose =
                              [this](const QJsonObject& state) {
                                setState(state);
                                Q_EMIT changed();
                              },
                          .state = [this] { return state(); },
                          .whole =
                              [this] {
                                const QString filter = panel_ ? panel_->filterText() : QString();
                                return filter_.withoutSecrets(filter) == filter;
                              },
                          .say = [this](const QString& sentence) { Q_EMIT noticed(sentence); }});
  addListCopies(menu);
  addExplain(menu);
}

void ListTools::fillExportMenu(QMenu* menu) {
  const auto marked = panel_->allMatching() ? 0 : panel_->selectedKeys().size();
  export_.fill(menu,
               marked > 1 ? QStringLiteral("the %1 selected rows").arg(marked)
                          : QStringLiteral("everything that matches"),
               QStringLiteral("The list is not open yet"));
}

void ListTools::startExport(client::ExportFormat format, const QString& path) {
  if (!panel_) return;
  client::ExportRequest request{&schema_, query(), {}, format, path};
  const QStringList marked = panel_->selectedKeys();
  if (!panel_->allMatching() && marked.size() > 1) {
    for (const QString& id : marked)
      request.ids.push_back(id.toStdString());
  }
  export_.run(request);
}

/// How the newest rows fall on the values of a column; a click filters by one.
void ListTools::fillValuesMenu(const QString& field, QMenu* menu) {
  const auto* known = schema_.find(field.toStdString());
  if (known == nullptr) return;
  addSorts(*known, menu);
  addGrouping(*known, menu);
  menu->addSeparator();
  if (session_ == nullptr || (known->kind != query::FieldKind::word && known->kind != query::FieldKind::name))
    return;
  if (!known->words.empty()) addWords(*known, menu->addMenu(QStringLiteral("Only")));
  auto* values = menu->addMenu(QStringLiteral("Values of the newest 1,000"));
  values->addAction(QStringLiteral("Reading…"))->setEnabled(false);
  // Only for who looks: the palette asks for these menus too.
  connect(
      values, &QMenu::aboutToShow, this, [this, field, values] { readValues(field, values); },
      static_cast<Qt::ConnectionType>(Qt::AutoConnection | Qt::SingleShotConnection));
  menu->addSeparator();
}

/// Those that are known without a look at the rows. A second time the word goes out of the filter.
void ListTools::addWords(const query::Field& field, QMenu* menu) {
  const QString name = qtext(field.name);
  for (const auto& word : field.words) {
    menu->addAction(qtext(word.word), this, [this, name, text = qtext(word.word)] {
      panel_->setFilterText(filter_.toggled(panel_->filterText(), filter_.term(name, text, false)));
      Q_EMIT changed();
    });
  }
}

void ListTools::readValues(const QString& field, QMenu* values) {
  if (session_ == nullptr) return;
  auto* asked = new client::ListFigures(*session_, schema_, values);
  connect(this, &ListTools::sessionGone, asked, [asked] { delete asked; });
  connect(asked, &client::ListFigures::sampled, values,
          [this, values, field](quint64, const std::vector<client::SampledValue>& found) {
            values->clear();
            for (const auto& value : found) {
              const QString text = qtext(value.value);
              values->addAction(
                  text + QStringLiteral("   ") + models::countText(value.count), this, [this, field, text] {
                    panel_->setFilterText(
                        filter_.toggled(panel_->filterText(), filter_.term(field, text, false)));
                    Q_EMIT changed();
                  });
            }
            if (found.empty()) values->addAction(QStringLiteral("None"))->setEnabled(false);
          });
  asked->sample(field.toStdString());
}

}  // namespace heddle::console
