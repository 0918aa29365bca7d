// SPDX-License-Identifier: Apache-2.0
#include "models/format/deep_link.h"

#include "backend/core/uuid.h"

#include <QStringList>
#include <QUrl>

namespace heddle::models {

std::optional<DeepLink> parseLink(const QString& text) {
  const QUrl url(text.trimmed(), QUrl::StrictMode);
  if (!url.isValid() || url.scheme() != QStringLiteral("heddle") || url.host().isEmpty()) return {};
  const QStringList parts = url.path(QUrl::FullyEncoded).split(u'/', Qt::SkipEmptyParts);
  if (parts.size() > 2) return {};
  return DeepLink{url.host(), parts.value(0), QUrl::fromPercentEncoding(parts.value(1).toUtf8())};
}

QString linkText(const DeepLink& link) {
  QString text = QStringLiteral("heddle://") + link.deployment;
  if (!link.page.isEmpty()) text += u'/' + link.page;
  if (!link.id.isEmpty()) text += u'/' + QString::fromUtf8(QUrl::toPercentEncoding(link.id));
  return text;
}

std::optional<QString> pastedId(const QString& text) {
  const QByteArray bytes = text.trimmed().toLatin1();
  const auto id =
      core::Uuid::parse(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  if (!id) return {};
  return QString::fromStdString(id->text());
}

}  // namespace heddle::models
