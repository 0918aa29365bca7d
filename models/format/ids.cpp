// SPDX-License-Identifier: Apache-2.0
#include "models/format/ids.h"

#include "backend/core/uuid.h"

namespace heddle::models {

QString shortId(const QString& id) {
  if (id.size() <= 18) return id;
  return id.left(8) + QChar(0x2026) + id.right(6);
}

std::optional<QString> pastedId(const QString& text) {
  const QByteArray bytes = text.trimmed().toLatin1();
  const auto id =
      core::Uuid::parse(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  if (!id) return {};
  return QString::fromStdString(id->text());
}

}  // namespace heddle::models
