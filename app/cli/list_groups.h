// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/arguments.h"
#include "backend/query/filter/list_schema.h"
#include "backend/query/group_sql.h"
#include "backend/query/requests.h"

namespace heddle::client {
class PgSession;
}

namespace heddle::cli {

/// Prints groups as `--json` and `--group-by` ask for.
void printGroups(const Arguments& arguments, const query::Grouping& found);

/// Prints how many of the newest matching rows have each value of `--group-by`; answers the exit code.
int listGroups(const Arguments& arguments, client::PgSession& postgres, const query::ListSchema& schema,
               const query::ListQuery& query);

}  // namespace heddle::cli
