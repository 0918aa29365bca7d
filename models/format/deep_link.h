// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QString>

namespace heddle::models {

/// `heddle://DEPLOYMENT/PAGE/ID`: names a place, never a secret, and never makes anything happen.
struct DeepLink {
  QString deployment;  // the slug
  QString page;        // runs, threads, assistants, tail …; empty: the deployment itself
  QString id;

  bool operator==(const DeepLink&) const = default;
};

std::optional<DeepLink> parseLink(const QString& text);
QString linkText(const DeepLink& link);

/// The UUID in pasted text, lower case with dashes; nothing when the text is anything else.
std::optional<QString> pastedId(const QString& text);

}  // namespace heddle::models
