// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_link.h"

#include <QUrl>

namespace heddle::shell {
namespace {

const QString kScheme = QStringLiteral("heddle");

QString encoded(const QString& part) {
  return QString::fromLatin1(QUrl::toPercentEncoding(part));
}
QString decoded(QStringView part) {
  return QUrl::fromPercentEncoding(part.toString().toUtf8());
}

}  // namespace

QString pageLink(const PageKey& key) {
  QString link =
      kScheme + QStringLiteral("://") + encoded(key.deployment) + QLatin1Char('/') + encoded(key.kind);
  if (!key.object.isEmpty()) link += QLatin1Char('/') + encoded(key.object);
  return link;
}

QString pageLink(const PageKey& key, const QJsonObject& state) {
  QString link = pageLink(key);
  QLatin1Char sign('?');
  for (auto entry = state.begin(); entry != state.end(); ++entry) {
    const QString text =
        entry->isBool() ? QString(entry->toBool() ? QStringLiteral("1") : QString()) : entry->toString();
    if (text.isEmpty()) continue;
    link += sign + encoded(entry.key()) + QLatin1Char('=') + encoded(text);
    sign = QLatin1Char('&');
  }
  return link;
}

QJsonObject stateFromLink(const QString& link) {
  QJsonObject state;
  const qsizetype mark = link.indexOf(QLatin1Char('?'));
  if (mark < 0) return state;
  for (const QStringView part : QStringView(link).mid(mark + 1).split(u'&', Qt::SkipEmptyParts)) {
    const qsizetype equals = part.indexOf(u'=');
    if (equals < 1) continue;
    const QString name = decoded(part.left(equals));
    const QString value = decoded(part.mid(equals + 1));
    // The only flag a link may hold; anything else is a text.
    if (name == QLatin1String("oldest_first")) {
      state.insert(name, value == QLatin1String("1"));
    } else {
      state.insert(name, value);
    }
  }
  return state;
}

std::optional<PageKey> pageFromLink(const QString& link) {
  const QString prefix = kScheme + QStringLiteral("://");
  if (!link.startsWith(prefix, Qt::CaseInsensitive)) return std::nullopt;
  const QString path = link.mid(prefix.size()).section(QLatin1Char('?'), 0, 0);
  const QList<QStringView> parts = QStringView(path).split(u'/');
  if (parts.size() < 2 || parts.size() > 3 || parts.at(1).isEmpty()) return std::nullopt;
  PageKey key{decoded(parts.at(1)), decoded(parts.at(0)), QString()};
  if (parts.size() == 3) key.object = decoded(parts.at(2));
  return key;
}

}  // namespace heddle::shell
