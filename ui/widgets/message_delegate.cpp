// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/message_delegate.h"

#include "ui/theme/icon.h"
#include "ui/theme/paint.h"
#include "ui/widgets/message_model.h"

#include <cmath>

#include <QListView>
#include <QPainter>
#include <QTextLayout>

namespace heddle::widgets {
namespace {

constexpr int kCardGap = 10;  // between cards
constexpr int kPadX = 12;
constexpr int kPadY = 8;
constexpr int kRoleLine = 18;
constexpr int kExtraLine = 18;
constexpr int kShown = 4000;

QString shownText(const QString& text) {
  if (text.size() <= kShown) return text;
  return text.left(kShown) +
         MessageModel::tr("\n… %n more character(s)", nullptr, static_cast<int>(text.size() - kShown));
}

// Wraps at words, and inside a word only when it is longer than the line. Returns the height.
int layOut(QTextLayout& layout, int width) {
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  layout.setTextOption(option);
  layout.beginLayout();
  qreal y = 0;
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(width);
    line.setPosition(QPointF(0, y));
    y += line.height();
  }
  layout.endLayout();
  return static_cast<int>(std::ceil(y));
}

QString layoutText(const QString& text) {
  QString lines = shownText(text);
  lines.replace(QLatin1Char('\n'), QChar::LineSeparator);
  return lines;
}

QString roleIcon(theme::Tone tone) {
  if (tone == theme::Tone::Interrupted) return QStringLiteral("status-interrupted");
  return tone == theme::Tone::Error ? QStringLiteral("status-error") : QString();
}

}  // namespace

MessageDelegate::MessageDelegate(const MessageModel* model, QObject* parent)
    : QStyledItemDelegate(parent), model_(model) {}

int MessageDelegate::textHeight(const QString& text, bool mono, int width) const {
  if (text.isEmpty()) return 0;
  if (width != width_ || percent_ != theme::current().textPercent || heights_.size() > 20'000) {
    heights_.clear();
    width_ = width;
    percent_ = theme::current().textPercent;
  }
  const size_t key = qHash(text, mono ? 1U : 0U);
  const auto known = heights_.constFind(key);
  if (known != heights_.constEnd()) return *known;
  QTextLayout layout(layoutText(text), mono ? theme::fonts().mono : theme::fonts().text);
  const int height = layOut(layout, width);
  heights_.insert(key, height);
  return height;
}

QSize MessageDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const MessageCard& card = model_->at(index.row());
  const auto* view = qobject_cast<const QListView*>(option.widget);
  const int width = view ? view->viewport()->width() : option.rect.width();
  int height = 2 * kPadY + theme::scaled(kRoleLine) + textHeight(card.text, card.mono, width - 2 * kPadX - 2);
  if (!card.extra.isEmpty()) height += 6 + theme::scaled(kExtraLine) * static_cast<int>(card.extra.size());
  return {width, height + kCardGap};
}

void MessageDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
  const MessageCard& card = model_->at(index.row());
  const theme::Tokens& t = theme::tokens();
  const bool toned = card.tone != theme::Tone::Text;
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const QRect box = option.rect.adjusted(0, 0, 0, -kCardGap);
  const QColor border = toned ? theme::toneColor(card.tone) : selected ? t.accent : t.line;
  theme::drawBox(painter, box, theme::metrics::kCardRadius, t.raised, border);
  QRect line(box.x() + kPadX, box.y() + kPadY, box.width() - 2 * kPadX, theme::scaled(kRoleLine) - 2);
  if (toned && !roleIcon(card.tone).isEmpty()) {
    theme::drawIcon(painter, roleIcon(card.tone), theme::toneColor(card.tone),
                    QPoint(line.x(), line.center().y() - 5), 12);
    line.setLeft(line.left() + 18);
  }
  QFont role = theme::fonts().smallMedium;
  role.setWeight(QFont::DemiBold);
  theme::drawLine(painter, line, card.role, role, toned ? theme::toneColor(card.tone) : t.text);
  line.setLeft(line.left() + QFontMetrics(role).horizontalAdvance(card.role) + 8);
  theme::drawLine(painter, line, card.note, theme::fonts().small, t.faint);
  QRect text(box.x() + kPadX, box.y() + kPadY + theme::scaled(kRoleLine), box.width() - 2 * kPadX,
             box.height());
  text.setHeight(0);
  if (!card.text.isEmpty()) {
    QTextLayout layout(layoutText(card.text), card.mono ? theme::fonts().mono : theme::fonts().text);
    text.setHeight(layOut(layout, option.rect.width() - 2 * kPadX - 2));
    painter->setPen(t.text);
    layout.draw(painter, text.topLeft());
  }
  int y = text.bottom() + 7;
  for (const QString& extra : card.extra) {
    theme::drawLine(painter, QRect(text.x(), y, text.width(), theme::scaled(kExtraLine)), extra,
                    theme::fonts().mono, t.muted);
    y += theme::scaled(kExtraLine);
  }
}

}  // namespace heddle::widgets
