// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/records.h"

#include <vector>

#include <QObject>

namespace heddle::client {

/// Raw tables of any schema, and what kind of object an id is; rules as for RunFeed.
class CatalogueFeed : public QObject {
  Q_OBJECT

 public:
  explicit CatalogueFeed(PgSession& session, QObject* parent = nullptr);

  quint64 loadTables();
  /// Rows in storage order, at most 200; `after` is the previous page's `next`, empty at the start.
  quint64 loadRows(const query::TableRecord& table, const std::string& after);
  /// `id` in any spelling of a UUID; an empty answer means it is none of theirs. What is no other object is
  /// looked for among the checkpoints.
  quint64 find(const std::string& id);

 Q_SIGNALS:
  void tablesLoaded(quint64 generation, const std::vector<heddle::query::TableRecord>& tables);
  void rowsLoaded(quint64 generation, const heddle::query::RawPage& page);
  void found(quint64 generation, const std::vector<heddle::query::FoundObject>& objects);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question tables_, rows_, lookup_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::RawPage)
