// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/timeline_sql.h"

#include <vector>

#include <QObject>

namespace heddle::client {

/// The tasks of one run. Lives in the GUI thread; every request answers a generation, every signal carries
/// the generation it answers; compare and drop what is old. Owned by the page's controller, outlived by the
/// session.
class TimelineFeed : public QObject {
  Q_OBJECT

 public:
  explicit TimelineFeed(PgSession& session, QObject* parent = nullptr);
  quint64 load(const std::string& threadId, const std::string& runId);

 Q_SIGNALS:
  void loaded(quint64 generation, const std::vector<heddle::query::TaskRecord>& tasks);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question tasks_;
};

}  // namespace heddle::client
