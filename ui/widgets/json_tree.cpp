// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/json_tree.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/theme/text.h"
#include "ui/widgets/follow_selection.h"
#include "ui/widgets/json_highlighter.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSet>
#include <QStyledItemDelegate>

namespace heddle::widgets {
namespace {

constexpr int kTreeRow = 22;

// By the look of the value: strings come quoted, a summary such as "3 items" is muted.
QColor valueColor(const QString& text) {
  const QVector<JsonSpan> spans = jsonSpans(text.left(24));
  const bool whole = !spans.isEmpty() && spans.first().start == 0 && spans.first().ink != JsonInk::Key &&
                     (spans.first().length == text.size() || spans.first().ink == JsonInk::String);
  return whole ? jsonInkColor(spans.first().ink) : theme::tokens().muted;
}

class JsonCell : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const theme::Tokens& t = theme::tokens();
    if (option.state.testFlag(QStyle::State_Selected))
      painter->fillRect(option.rect, t.selection);
    else if (option.state.testFlag(QStyle::State_MouseOver))
      painter->fillRect(option.rect, t.hover);
    const QString text = index.data().toString();
    const int side = index.column() == 0 ? 4 : theme::metrics::kCellPadding;  // beneath the column's name
    const QRect room = option.rect.adjusted(side, 0, -4, 0);
    if (index.column() == 0) {
      theme::drawLine(painter, room, text, theme::fonts().mono, t.syntaxKey);
    } else if (index.column() == 1) {
      const QString line = theme::snippet(text, room.width() / 6 + 8);
      theme::drawLine(painter, room, line, theme::fonts().mono, valueColor(line));
    } else {
      theme::drawLine(painter, room, text, theme::fonts().small, t.muted);
    }
  }

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const QString text = theme::snippet(index.data().toString(), 60);
    return {QFontMetrics(theme::fonts().mono).horizontalAdvance(text) + 12, theme::scaled(kTreeRow)};
  }
};

constexpr int kNarrowKey = 110, kWideKey = 220, kTypeWidth = 88;

}  // namespace

JsonTree::JsonTree(QWidget* parent) : QTreeView(parent) {
  setItemDelegate(new JsonCell(this));
  setUniformRowHeights(true);
  setFrameShape(QFrame::NoFrame);
  setSelectionBehavior(SelectRows);
  setEditTriggers(NoEditTriggers);
  setExpandsOnDoubleClick(true);
  setAnimated(false);
  setMouseTracking(true);
  header()->setStretchLastSection(true);
  header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  setAccessibleName(tr("Values"));
  connect(&large_, &LargeCopy::copied, this, [this] { Q_EMIT copied(tr("Value")); });
  connect(header(), &QHeaderView::sectionResized, this, [this](int section) {
    if (section == 0 && QGuiApplication::mouseButtons() != Qt::NoButton) keyWidthChosen_ = true;
  });
}

void JsonTree::setRoles(const Roles& roles) {
  roles_ = roles;
}

void JsonTree::setModel(QAbstractItemModel* next) {
  QTreeView::setModel(next);
  if (!next) return;
  header()->setStretchLastSection(false);
  for (int column = 1; column < next->columnCount(); ++column)
    header()->setSectionResizeMode(column, column == 1 ? QHeaderView::Stretch : QHeaderView::Interactive);
  for (int column = 2; column < next->columnCount(); ++column)
    header()->resizeSection(column, theme::scaled(kTypeWidth));
}

void JsonTree::resizeEvent(QResizeEvent* event) {
  QTreeView::resizeEvent(event);
  // A narrow inspector leaves the room to the values.
  if (!keyWidthChosen_ && header()->count() > 0)
    header()->resizeSection(
        0, qBound(theme::scaled(kNarrowKey), viewport()->width() * 3 / 10, theme::scaled(kWideKey)));
}

QStringList JsonTree::openPaths() const {
  QStringList paths;
  if (!model() || roles_.path < 0) return paths;
  QModelIndexList open{rootIndex()};
  while (!open.isEmpty()) {
    const QModelIndex parent = open.takeLast();
    for (int row = 0; row < model()->rowCount(parent); ++row) {
      const QModelIndex child = model()->index(row, 0, parent);
      if (!isExpanded(child)) continue;
      paths.append(child.data(roles_.path).toString());
      open.append(child);
    }
  }
  return paths;
}

void JsonTree::openPathsAgain(const QStringList& paths) {
  if (!model() || roles_.path < 0) return;
  const QSet<QString> wanted(paths.begin(), paths.end());
  QModelIndexList open{rootIndex()};
  while (!open.isEmpty()) {
    const QModelIndex parent = open.takeLast();
    if (model()->canFetchMore(parent)) model()->fetchMore(parent);
    for (int row = 0; row < model()->rowCount(parent); ++row) {
      const QModelIndex child = model()->index(row, 0, parent);
      if (!wanted.contains(child.data(roles_.path).toString())) continue;
      setExpanded(child, true);
      open.append(child);
    }
  }
}

void JsonTree::copyPath() {
  copy(roles_.path, tr("Path"));
}
void JsonTree::copyValue() {
  copy(roles_.json, tr("Value"));
}

void JsonTree::copy(int role, const QString& what) {
  const QModelIndex index = currentIndex().siblingAtColumn(0);
  if (!index.isValid() || role < 0) return;
  const QVariant data = index.data(role);
  if (data.canConvert<LargeCopy::Write>()) {
    large_.start(data.value<LargeCopy::Write>());
    return;
  }
  QApplication::clipboard()->setText(data.toString());
  Q_EMIT copied(what);
}

void JsonTree::keyPressEvent(QKeyEvent* event) {
  if (!ViewKeys::perform(*this, *this, event)) QTreeView::keyPressEvent(event);
}

void JsonTree::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
  QTreeView::selectionChanged(selected, deselected);
  followSelection(*this, selected);
}

bool JsonTree::perform(ViewCommand command) {
  switch (command) {
    case ViewCommand::CopyValue:
      copyValue();
      return true;
    case ViewCommand::CopyPath:
      copyPath();
      return true;
    case ViewCommand::OpenLevels:
      expandRecursively(currentIndex().siblingAtColumn(0), 1);
      return true;
    case ViewCommand::CloseAll:
      collapseAll();
      return true;
    default:
      return false;
  }
}

void JsonTree::contextMenuEvent(QContextMenuEvent* event) {
  if (!currentIndex().isValid()) return;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const QIcon icon = theme::icon(QStringLiteral("copy"));
  QAction* value = menu->addAction(icon, tr("Copy value"), this, &JsonTree::copyValue);
  value->setShortcut(ViewKeys::keyOf(*this, ViewCommand::CopyValue));
  value->setEnabled(roles_.json >= 0);
  QAction* path = menu->addAction(icon, tr("Copy path"), this, &JsonTree::copyPath);
  path->setShortcut(ViewKeys::keyOf(*this, ViewCommand::CopyPath));
  path->setEnabled(roles_.path >= 0);
  menu->addActions(actions());
  menu->addSeparator();
  menu->addAction(tr("Open two levels"), this, [this] { perform(ViewCommand::OpenLevels); })
      ->setShortcut(ViewKeys::keyOf(*this, ViewCommand::OpenLevels));
  menu->addAction(tr("Close all"), this, &QTreeView::collapseAll);
  menu->popup(event->globalPos());
}

}  // namespace heddle::widgets
