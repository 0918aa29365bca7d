// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/query/capabilities.h"
#include "backend/query/filter/filter.h"
#include "backend/query/sql_text.h"
#include "backend/wire/value.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::query {

/// What the values of a field are, and with that what one may write after its colon.
enum class FieldKind {
  word,      // one of a fixed set
  name,      // short text, compared as a whole
  text,      // prose: a value is found anywhere in it
  id,        // a UUID, whole or its first digits
  json,      // reached into by a path
  tag,       // an array of words inside JSON
  time,      // a point in time
  age,       // how long ago a point in time is, by the database's clock
  duration,  // microseconds
  bytes,
  number,
  flag,  // `has:word`: each word has a condition of its own
};

/// SQL over a list's aliases; an empty text where this database does not keep it.
using FieldSql = std::string (*)(const Capabilities&);

struct FieldWord {
  std::string_view word, about;
  FieldSql condition = nullptr;  // of a flag
};

/// One line of a list's table of fields: everything that filter, suggestions and sort need to know.
struct Field {
  std::string_view name, about;
  FieldKind kind = FieldKind::text;
  FieldSql sql = nullptr;     // the value; nothing for flags
  FieldSql second = nullptr;  // a name may stand in another column too
  FieldSql asId = nullptr;    // a name may also be given by its UUID
  std::vector<FieldWord> words = {};
  bool indexedJson = false;  // containment is served by a GIN index where the schema is known to have one
  bool fewRows = false;      // equality finds few rows by an index of its own
  bool prefixed = false;     // the first digits of an id find rows by an index of its own
};

/// One way to find rows in order by an index: `from` names the row's alias.
struct Leg {
  std::string from, where;
};

/// What is joined to a row, one row of it at most.
struct Join {
  std::string_view alias;
  std::string table, on;
  bool large = false;  // as large as the list: looked up row by row, never read as a whole
};

struct ListStatement;
struct ListQuery;

/// Statements of a list that no table of the database holds. They answer what those of list_sql.h do.
struct OwnStatements {
  ListStatement (*page)(const Capabilities&, const ListQuery&) = nullptr;
  std::string (*byId)(const Capabilities&, const std::vector<std::string>&, const ListQuery&) = nullptr;
  std::string (*countStep)(const Capabilities&, const ListQuery&) = nullptr;
};

/// How one list is read. A new list is one of these, a reader of its rows, and nothing more.
struct ListSchema {
  std::string_view name, one;               // "runs", "run": of links, commands and JSON
  Part part;                                // of a console that shows it
  std::string_view alias, table, idColumn;  // "r", "run", "run_id"
  std::vector<Field> fields;
  std::vector<std::string_view> freeText;  // fields that a word alone is looked for in
  std::string_view defaultOrder = "created_at";
  FieldSql projection;
  std::vector<Join> (*joins)(const Capabilities&) = nullptr;
  int columns = 0;  // of the projection
  /// A row of the projection as jsonOf() of its record writes it.
  wire::Value (*json)(const Row&) = nullptr;
  /// Columns an index orders the whole list by, this one among them.
  bool (*ordered)(const Capabilities&, std::string_view column) = nullptr;
  /// Where the rows of one positive term are found in the default order by an index; nothing: not that way.
  std::optional<std::vector<Leg>> (*legs)(const Capabilities&, const FilterTerm&) = nullptr;
  /// nullptr where the list has its table. Fields are then written over the aliases of these statements.
  const OwnStatements* (*own)(const Capabilities&) = nullptr;

  const Field* find(std::string_view field) const;
  std::string joinsSql(const Capabilities& capabilities) const;
  std::string tableSql(const Capabilities& capabilities) const;
  const OwnStatements* ownOf(const Capabilities& capabilities) const {
    return own != nullptr ? own(capabilities) : nullptr;
  }
};

const ListSchema& runsSchema();
const ListSchema& threadsSchema();
const ListSchema& assistantsSchema();
const ListSchema& cronsSchema();
/// Fields of store items, for their filter alone: items have no UUID, so store_sql reads their pages.
const ListSchema& storeSchema();
/// By its name; nullptr when there is none.
const ListSchema* listSchema(std::string_view name);

/// What is wrong with a filter for this list; without capabilities what every database would say.
std::vector<FilterError> checkFilter(const ListSchema& schema, const Filter& filter,
                                     const Capabilities* capabilities = nullptr);
/// Parse and check in one go.
ParsedFilter readFilter(const ListSchema& schema, std::string_view text,
                        const Capabilities* capabilities = nullptr);

}  // namespace heddle::query
