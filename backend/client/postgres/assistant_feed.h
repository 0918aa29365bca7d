// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/records.h"
#include "backend/query/requests.h"

#include <QObject>

namespace heddle::client {

/// The assistants page's questions; rules as for RunFeed.
class AssistantFeed : public QObject {
  Q_OBJECT

 public:
  explicit AssistantFeed(PgSession& session, QObject* parent = nullptr);

  quint64 load(const query::AssistantQuery& query);
  quint64 countBeyond(const query::AssistantQuery& query, const query::Key& top);
  quint64 reread(const std::vector<std::string>& assistantIds, const query::AssistantQuery& query = {});
  void cancel();
  quint64 loadDetail(const std::string& assistantId);

 Q_SIGNALS:
  void loaded(quint64 generation, const heddle::query::Page<heddle::query::AssistantRecord>& page);
  void counted(quint64 generation, const heddle::query::NewerCount& count);
  void rereadDone(quint64 generation, const std::vector<heddle::query::AssistantRecord>& rows);
  void detailLoaded(quint64 generation, const heddle::query::AssistantDetail& detail);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question page_, count_, reread_, detail_;
};

}  // namespace heddle::client

Q_DECLARE_METATYPE(heddle::query::AssistantDetail)
Q_DECLARE_METATYPE(heddle::query::Page<heddle::query::AssistantRecord>)
