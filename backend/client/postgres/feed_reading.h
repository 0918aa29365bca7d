// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/postgres/pg_connection.h"
#include "backend/client/postgres/question.h"
#include "backend/client/postgres/source_failure.h"

#include <any>
#include <utility>
#include <vector>

namespace heddle::client {

/// Hands an answer of type T to one signal of a feed and failures to its `failed`.
template <typename T, typename Feed, typename Signal>
Question::Done answerTo(Feed* feed, Signal signal) {
  return [feed, signal](quint64 generation, std::any answer, const SourceError* error) {
    if (error != nullptr)
      Q_EMIT feed->failed(generation, *error);
    else
      Q_EMIT(feed->*signal)(generation, std::any_cast<const T&>(answer));
  };
}

template <typename From>
auto mapped(const std::vector<query::Row>& rows, From from) {
  std::vector<decltype(from(rows.front()))> out;
  out.reserve(rows.size());
  for (const auto& row : rows)
    out.push_back(from(row));
  return out;
}

/// The one number a statement answers, if it does.
inline std::optional<std::int64_t> numberOf(PgConnection& connection, const std::string& sql) {
  const auto rows = connection.rows(sql);
  return rows.empty() ? std::nullopt : query::microsAt(rows.front(), 0);
}

inline SourceFailure notFound(const QString& sentence) {
  return SourceFailure({SourceError::Kind::notFound, sentence, false});
}

/// A page says why its database cannot fill it.
inline void require(const PgConnection& connection, query::Part part) {
  const auto sentence = query::absence(connection.capabilities(), part);
  if (sentence.empty()) return;
  throw SourceFailure({SourceError::Kind::unsupported, QString::fromStdString(sentence), false});
}

inline void requireCheckpoints(const PgConnection& connection) {
  if (connection.capabilities().checkpoints) return;
  throw SourceFailure(
      {SourceError::Kind::unsupported,
       QStringLiteral(
           "This database holds no checkpoints; they may be kept elsewhere. State is then only in the API."),
       false});
}

}  // namespace heddle::client
