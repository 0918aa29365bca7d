// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/row_export.h"
#include "backend/wire/value.h"

#include <QSaveFile>

namespace heddle::client {

/// A file of rows that replaces what was there when it is complete. Secrets are masked in it. What fails
/// stays so and is told by trouble(); blocking, so not for the GUI thread.
class RowFile {
 public:
  RowFile(const QString& path, ExportFormat format);

  void add(wire::Value row);
  void commit();
  /// A sentence, or empty.
  const QString& trouble() const { return trouble_; }

 private:
  void fail();

  QSaveFile file_;
  ExportFormat format_;
  bool first_ = true;
  QString trouble_;
};

}  // namespace heddle::client
