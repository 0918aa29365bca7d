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
#include <QDateTime>
#include <QFileDialog>
#include <QGuiApplication>
#include <QInputDialog>
#include <QStandardPaths>

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
  console::fillViewsMenu(
      menu, this,
      {*context_.views, qtext(schema_.name),
       [this](const QJsonObject& state) {
         setState(state);
         Q_EMIT changed();
       },
       [this] { askName(); }, [this](const QString& sentence) { Q_EMIT noticed(sentence); }});
  addListCopies(menu);
  addExplain(menu);
}

void ListTools::askName() {
  auto* dialog = new QInputDialog(panel_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(QStringLiteral("Save this view"));
  dialog->setLabelText(QStringLiteral("Name of the view: filter, order and columns"));
  dialog->setTextValue(filter_.withoutSecrets(panel_->filterText()));
  connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
    const QString name = text.trimmed();
    if (name.isEmpty()) return;
    const QString trouble = context_.views->save(qtext(schema_.name), {name, state()});
    const bool whole = filter_.withoutSecrets(panel_->filterText()) == panel_->filterText();
    Q_EMIT noticed(!trouble.isEmpty() ? trouble
                   : whole            ? QStringLiteral("The view “%1” is saved.").arg(name)
                           : QStringLiteral("The view “%1” is saved without what its filter says of a "
                                            "secret: views are kept in clear.")
                                 .arg(name));
  });
  dialog->open();
}

void ListTools::fillExportMenu(QMenu* menu) {
  if (!export_) {
    menu->addAction(QStringLiteral("The list is not open yet"))->setEnabled(false);
    return;
  }
  if (export_->isRunning()) {
    menu->addAction(QStringLiteral("Cancel the export"), this, [this] {
      export_->cancel();
      panel_->setSummary({});
      Q_EMIT noticed(QStringLiteral("The export is cancelled; nothing was written."));
    });
    return;
  }
  const auto marked = panel_->allMatching() ? 0 : panel_->selectedKeys().size();
  const QString what = marked > 1 ? QStringLiteral("the %1 selected rows").arg(marked)
                                  : QStringLiteral("everything that matches");
  menu->addAction(QStringLiteral("CSV of %1…").arg(what), this,
                  [this] { exportTo(client::ExportFormat::csv); });
  menu->addAction(QStringLiteral("JSON Lines of %1…").arg(what), this,
                  [this] { exportTo(client::ExportFormat::jsonLines); });
}

void ListTools::exportTo(client::ExportFormat format) {
  const bool csv = format == client::ExportFormat::csv;
  auto* dialog = new QFileDialog(panel_, QStringLiteral("Export %1").arg(qtext(schema_.name)));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(csv ? QStringLiteral("csv") : QStringLiteral("jsonl"));
  dialog->selectFile(QStringLiteral("%1-%2-%3.%4")
                         .arg(key_.deployment, qtext(schema_.name),
                              QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss")),
                              dialog->defaultSuffix()));
  connect(dialog, &QFileDialog::fileSelected, this,
          [this, format](const QString& path) { startExport(format, path); });
  dialog->open();
}

void ListTools::startExport(client::ExportFormat format, const QString& path) {
  client::ExportRequest request{&schema_, query(), {}, format, path};
  const QStringList marked = panel_->selectedKeys();
  if (!panel_->allMatching() && marked.size() > 1) {
    for (const QString& id : marked)
      request.ids.push_back(id.toStdString());
  }
  panel_->setSummary(QStringLiteral("Exporting…"));
  export_->start(request);
}

/// How the newest rows fall on the values of a column; a click filters by one.
void ListTools::fillValuesMenu(const QString& field, QMenu* menu) {
  const auto* known = schema_.find(field.toStdString());
  if (known == nullptr) return;
  addSorts(*known, menu);
  addGrouping(*known, menu);
  addExplain(menu);
  menu->addSeparator();
  if (session_ == nullptr || (known->kind != query::FieldKind::word && known->kind != query::FieldKind::name))
    return;
  auto* values = menu->addMenu(QStringLiteral("Values of the newest 1,000"));
  values->addAction(QStringLiteral("Reading…"))->setEnabled(false);
  valuesMenu_ = values;
  auto* asked = new client::ListFigures(*session_, schema_, values);
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
  menu->addSeparator();
}

}  // namespace heddle::console
