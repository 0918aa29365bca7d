// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <memory>

#include <QString>

namespace heddle::models {

/// One version of an assistant. `value` is all of it as one object, for comparing; shared and never changed.
struct AssistantVersionRow {
  int version = 0;
  bool inForce = false;
  QString name;
  QString graph;
  QString changed;  // the members that differ from the version before; empty for the first one known
  qint64 createdUs = 0;
  std::shared_ptr<const wire::Value> value;
  std::shared_ptr<const wire::Value> clear;  // with what is masked in `value`; nullptr: nothing is

  bool operator==(const AssistantVersionRow& other) const {
    return version == other.version && inForce == other.inForce && name == other.name &&
           graph == other.graph && changed == other.changed && createdUs == other.createdUs;
  }
  QString key() const { return QString::number(version); }
};

}  // namespace heddle::models
