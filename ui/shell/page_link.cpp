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
