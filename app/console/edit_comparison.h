// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/decode_pool.h"
#include "backend/checkpoint/diff.h"
#include "models/values/value_text.h"

#include <memory>

#include <QObject>
#include <QString>

namespace heddle::console {

/// Two JSON texts compared; null when one of them cannot be read. Pure, for the decode pool.
inline std::shared_ptr<const checkpoint::Diff> compareTexts(const QString& before, const QString& after) {
  auto a = wire::parseJson(models::utf8(before)), b = wire::parseJson(models::utf8(after));
  if (!a || !b) return nullptr;
  return std::make_shared<const checkpoint::Diff>(
      checkpoint::compare(std::make_shared<const wire::Value>(std::move(*a)),
                          std::make_shared<const wire::Value>(std::move(*b))));
}

/// Makes the comparisons that an editing dialog asks for, away from the GUI thread; the newest one counts.
template <typename Dialog>
void compareFor(Dialog* dialog) {
  const auto newest = std::make_shared<int>(0);
  QObject::connect(
      dialog, &Dialog::compareRequested, dialog,
      [dialog, newest](const QString& before, const QString& after) {
        decode(
            dialog, [before, after] { return compareTexts(before, after); },
            [dialog, newest, asked = ++*newest](const std::shared_ptr<const checkpoint::Diff>& diff) {
              if (asked == *newest) dialog->setChanges(diff);
            });
      });
}

}  // namespace heddle::console
