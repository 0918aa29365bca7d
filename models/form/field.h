// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/wire/value.h"

#include <optional>
#include <string>
#include <vector>

#include <QString>

namespace heddle::models {

/// How a part of a JSON document is edited.
enum class FieldKind {
  text,
  integer,
  number,
  boolean,
  choice,    // one of `choices`
  list,      // of `item`
  group,     // of `members`
  messages,  // a conversation
  json       // whatever a form cannot say: recursion, unions, nothing known
};

/// One part of a form, made from a JSON Schema. A value.
struct Field {
  std::string key;  // the member's name; empty for the whole and for the items of a list
  QString title;
  QString description;
  FieldKind kind = FieldKind::json;
  bool required = false;
  bool nullable = false;
  std::optional<wire::Value> initial;  // the schema's default
  std::vector<wire::Value> choices;
  std::vector<Field> members;
  std::vector<Field> item;  // of a list: exactly one
  std::optional<double> least, most;

  bool operator==(const Field&) const = default;
};

/// The form of a schema: JSON Schema as pydantic and zod write it ($ref into $defs or definitions, anyOf with
/// null, allOf of one, enum, const, type lists). What refers to itself, and what lies deeper than a form
/// reads well, is edited as JSON. Never fails: a schema that says nothing gives one JSON field.
Field fieldOf(const wire::Value& schema);

/// What a form starts with: defaults, and an empty value for whatever is required.
wire::Value startingValue(const Field& field);

/// Where a value differs from its schema. The path reads `messages[0].content`; empty: the whole.
struct FieldProblem {
  QString path;
  QString sentence;

  bool operator==(const FieldProblem&) const = default;
};
std::vector<FieldProblem> checkValue(const Field& field, const wire::Value& value);

/// The path of a member or of an item.
QString memberPath(const QString& parent, const std::string& key);
QString itemPath(const QString& parent, std::size_t index);

}  // namespace heddle::models
