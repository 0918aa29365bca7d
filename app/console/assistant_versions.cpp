// SPDX-License-Identifier: Apache-2.0
#include "app/console/assistant_versions.h"

#include "app/console/masked_tree.h"
#include "backend/checkpoint/diff.h"
#include "backend/query/list_json.h"
#include "models/values/value_text.h"

#include <QStringList>

namespace heddle::console {

namespace {

QString changedMembers(const std::shared_ptr<const wire::Value>& before,
                       const std::shared_ptr<const wire::Value>& after) {
  QStringList names;
  const auto diff = checkpoint::compare(before, after);
  for (const auto& child : diff.root.children) {
    if (child.kind != checkpoint::Difference::same) names.append(models::qtext(child.key));
  }
  return names.isEmpty() ? QStringLiteral("nothing") : names.join(QStringLiteral(", "));
}

}  // namespace

std::vector<models::AssistantVersionRow> assistantVersions(const query::AssistantDetail& answer) {
  std::vector<models::AssistantVersionRow> rows;
  for (const auto& version : answer.versions) {
    models::AssistantVersionRow row;
    row.version = version.version;
    row.inForce = version.version == answer.row.version;
    row.name = models::qtext(version.name);
    row.graph = models::qtext(version.graphId);
    row.createdUs = version.createdAt;
    auto content = maskedTree(query::contentOf(version));
    row.value = std::move(content.shown);
    row.clear = std::move(content.clear);
    rows.push_back(std::move(row));
  }
  for (std::size_t i = 0; i + 1 < rows.size(); ++i)
    rows[i].changed = changedMembers(rows[i + 1].value, rows[i].value);
  return rows;
}

}  // namespace heddle::console
