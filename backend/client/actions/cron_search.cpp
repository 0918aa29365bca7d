// SPDX-License-Identifier: Apache-2.0
#include "backend/client/actions/cron_search.h"

#include <string>
#include <utility>

namespace heddle::client {
namespace {

using wire::Value;

constexpr std::size_t kSearchPage = 1000;  // the most that the API gives at once

const SourceError kNoList{SourceError::Kind::invalid,
                          QStringLiteral("The API did not answer the search for crons with a list."), false};
const SourceError kNoOffset{
    SourceError::Kind::invalid,
    QStringLiteral("The API gives its first crons whatever is asked: those behind them cannot be searched."),
    false};

struct Search {
  std::string id;
  std::size_t offset = 0;
  std::string first;  // id of the page before: a server that gives it again knows no offset
};

void searchOn(ApiSession& api, Search search, QObject* context, CronFound done) {
  const auto body =
      "{\"limit\":" + std::to_string(kSearchPage) + ",\"offset\":" + std::to_string(search.offset) + "}";
  api.request("POST", QStringLiteral("/runs/crons/search"), QByteArray::fromStdString(body), context,
              [&api, search = std::move(search), context, done = std::move(done)](
                  const Value& answer, const SourceError* error) mutable {
                if (error != nullptr || (answer.isArray() && answer.size() == 0)) {
                  done({}, error);
                  return;
                }
                if (!answer.isArray()) {
                  done({}, &kNoList);
                  return;
                }
                for (const auto& cron : answer.items()) {
                  if (cron.stringAt("cron_id") == search.id) {
                    done(cron, nullptr);
                    return;
                  }
                }
                const std::string first{answer.items().front().stringAt("cron_id")};
                if (answer.size() < kSearchPage || first == search.first) {
                  done({}, first == search.first ? &kNoOffset : nullptr);
                  return;
                }
                search.first = first;
                search.offset += answer.size();
                searchOn(api, std::move(search), context, std::move(done));
              });
}

}  // namespace

void findCron(ApiSession& api, const QString& id, QObject* context, CronFound done) {
  api.request("GET", QStringLiteral("/runs/crons/") + id, {}, context,
              [&api, id, context, done = std::move(done)](const Value& answer, const SourceError* error) {
                using Kind = SourceError::Kind;
                if (error != nullptr && (error->kind == Kind::notFound || error->kind == Kind::unsupported))
                  searchOn(api, {id.toStdString(), 0, {}}, context, done);
                else
                  done(answer, error);
              });
}

}  // namespace heddle::client
