// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/filter/list_schema.h"
#include "backend/query/saver_places.h"

#include <vector>

#include <QString>
#include <QStringList>

namespace heddle::console {

/// A row as ways of asking for it: its id, and that of its thread where it is a run.
struct RowAddress {
  QString id, thread;
};

/// `heddle runs list --deployment prod --filter '…' --json`: one line for a POSIX shell that lists what the
/// window lists.
QString listCommand(const query::ListSchema& schema, const QString& deployment, const QString& filter,
                    bool oldestFirst);
/// One line per row. The address holds no user information; a key is named, never given.
QString curlSnippet(const query::ListSchema& schema, const QString& apiUrl, const QList<RowAddress>& rows);
QString sdkSnippet(const query::ListSchema& schema, const QString& apiUrl, const QList<RowAddress>& rows);
QString sqlSnippet(const query::ListSchema& schema, const query::Capabilities& capabilities,
                   const QList<RowAddress>& rows);
/// What redis-cli asks for the checkpoints of each thread, newest first; threads are named by addresses.
QString redisSnippet(const std::vector<query::SaverPlace>& savers, const QStringList& addresses);
/// In single quotes when it needs them.
QString shellWord(const QString& text);

}  // namespace heddle::console
