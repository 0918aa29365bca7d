// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>

namespace heddle::client {

/// One HTTP request as it would be sent. `path` without base URL, beginning with `/`, with its query.
struct HttpCall {
  QByteArray method;
  QString path;
  QByteArray body;  // empty: none

  bool operator==(const HttpCall&) const = default;
};

/// What a request does to a deployment, by method and path; anything this console has no use for is unknown.
enum class HttpEffect { reads, writes, destroys, unknown };
HttpEffect effectOf(const HttpCall& call);

}  // namespace heddle::client
