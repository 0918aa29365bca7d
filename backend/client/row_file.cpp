// SPDX-License-Identifier: Apache-2.0
#include "backend/client/row_file.h"

#include "backend/query/list_json.h"
#include "backend/wire/masking.h"

#include <QFile>

namespace heddle::client {

RowFile::RowFile(const QString& path, ExportFormat format) : file_(path), format_(format) {
  if (!file_.open(QIODevice::WriteOnly)) {
    fail();
    return;
  }
  // Rows of a deployment are nobody else's business.
  file_.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

void RowFile::fail() {
  if (trouble_.isEmpty())
    trouble_ = QStringLiteral("%1 could not be written: %2.").arg(file_.fileName(), file_.errorString());
}

void RowFile::add(wire::Value row) {
  if (!trouble_.isEmpty()) return;
  wire::maskSecrets(row);
  std::string text;
  if (format_ == ExportFormat::csv) {
    if (first_) text = query::csvHead(row) + "\r\n";
    text += query::csvLine(row) + "\r\n";
  } else {
    text = wire::writeJson(row) + "\n";
  }
  first_ = false;
  const auto size = static_cast<qint64>(text.size());
  if (file_.write(text.data(), size) != size) fail();
}

void RowFile::commit() {
  if (trouble_.isEmpty() && !file_.commit()) fail();
}

}  // namespace heddle::client
