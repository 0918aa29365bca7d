// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ui/shell/deployment_item.h"

#include <optional>

#include <QHash>
#include <QList>
#include <QStringList>

namespace heddle::shell {

// What the window was told last and shows again when the page in front changes.
struct WindowState {
  QList<DeploymentItem> deployments;
  QHash<QString, SourceStates> sources;
  QString current;  // slug the navigation belongs to
  QStringList timeModes;
  int timeMode = 0;
  QString timeZone;
  int refreshBeforeOff = 5;

  std::optional<DeploymentItem> find(const QString& slug) const {
    for (const DeploymentItem& item : deployments) {
      if (item.slug == slug) return item;
    }
    return std::nullopt;
  }
};

}  // namespace heddle::shell
