// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/question.h"
#include "backend/query/filter/list_schema.h"

#include <vector>

namespace heddle::client {

struct ListSize {
  query::Part part;
  std::int64_t rows = 0;
  bool exact = true;
};

/// How many rows each list of a deployment has, as far as that costs next to nothing: exactly up to
/// kCountedExactly, as the last analyze saw it beyond. Lists that the database has not, or whose number would
/// have to be walked for, are left out. Lives in the session's thread.
class ListSizes : public QObject {
  Q_OBJECT

 public:
  static constexpr int kCountedExactly = 10'000;

  explicit ListSizes(PgSession& session, QObject* parent = nullptr);
  quint64 ask();

 Q_SIGNALS:
  void sized(quint64 generation, const std::vector<heddle::client::ListSize>& sizes);
  void failed(quint64 generation, const heddle::client::SourceError& error);

 private:
  Question question_;
};

}  // namespace heddle::client
