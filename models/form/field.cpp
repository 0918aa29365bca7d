// SPDX-License-Identifier: Apache-2.0
#include "models/form/field.h"

#include "models/values/value_text.h"

#include <algorithm>

namespace heddle::models {
namespace {

using wire::Value;

constexpr int kDeepest = 5;

/// Reads one schema; knows the references on the way down, so that recursion ends.
class Reader {
 public:
  explicit Reader(const Value& root) : root_(root) {}

  Field read(const Value& schema, const std::string& key, int depth);

 private:
  /// The schema behind references and wrappers, with what the wrappers said.
  const Value* resolve(const Value& schema, Field& field, std::vector<std::string>& followed) const;
  const Value* target(std::string_view reference) const;
  void describe(const Value& schema, Field& field) const;
  void readGroup(const Value& schema, Field& field, int depth);
  void readList(const Value& schema, Field& field, int depth);

  const Value& root_;
  std::vector<std::string> open_;  // references whose content is being read
};

QString titleOf(const std::string& key) {
  QString words = qtext(key);
  words.replace(u'_', u' ');
  if (!words.isEmpty()) words[0] = words[0].toUpper();
  return words;
}

std::string decodedPointerPart(std::string_view part) {
  QString text = qtext(part);
  text.replace(QLatin1String("~1"), QLatin1String("/")).replace(QLatin1String("~0"), QLatin1String("~"));
  return utf8(text);
}

const Value* Reader::target(std::string_view reference) const {
  if (reference == "#") return &root_;
  if (!reference.starts_with("#/")) return nullptr;
  reference.remove_prefix(2);
  const Value* at = &root_;
  while (at && !reference.empty()) {
    const std::size_t end = std::min(reference.find('/'), reference.size());
    at = at->find(decodedPointerPart(reference.substr(0, end)));
    reference.remove_prefix(std::min(end + 1, reference.size()));
  }
  return at;
}

bool isNullSchema(const Value& schema) {
  return schema.stringAt("type") == "null";
}

/// The only alternative besides null, of anyOf or oneOf; the only part of allOf.
const Value* soleAlternative(const Value& schema, bool& nullable) {
  for (const char* word : {"anyOf", "oneOf", "allOf"}) {
    const Value* list = schema.find(word);
    if (!list || !list->isArray()) continue;
    const Value* sole = nullptr;
    std::size_t others = 0;
    for (const Value& each : list->items()) {
      if (isNullSchema(each)) {
        nullable = true;
      } else {
        sole = &each;
        ++others;
      }
    }
    return others == 1 ? sole : nullptr;
  }
  return nullptr;
}

void Reader::describe(const Value& schema, Field& field) const {
  // The outermost words win: they are about this use, not about the type.
  if (field.title.isEmpty()) field.title = qtext(schema.stringAt("title"));
  if (field.description.isEmpty()) field.description = qtext(schema.stringAt("description"));
  if (const Value* initial = schema.find("default"); initial && !field.initial) field.initial = *initial;
}

const Value* Reader::resolve(const Value& schema, Field& field, std::vector<std::string>& followed) const {
  const Value* at = &schema;
  for (int steps = 0; steps < 16; ++steps) {
    describe(*at, field);
    const std::string reference{at->stringAt("$ref")};
    if (reference.empty()) {
      const Value* inner = soleAlternative(*at, field.nullable);
      if (!inner) return at;
      at = inner;
      continue;
    }
    const auto known = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), reference) != list.end();
    };
    if (known(open_) || known(followed)) return nullptr;  // it contains itself
    followed.push_back(reference);
    at = target(reference);
    if (!at) return nullptr;
  }
  return nullptr;
}

/// "integer" of ["integer", "null"]; empty when several are left.
std::string typeOf(const Value& schema, bool& nullable) {
  const Value* type = schema.find("type");
  if (!type || !type->isArray()) return std::string(schema.stringAt("type"));
  std::string only;
  for (const Value& each : type->items()) {
    if (!each.isString()) continue;
    if (each.string() == "null") {
      nullable = true;
    } else if (!only.empty()) {
      return {};
    } else {
      only = each.string();
    }
  }
  return only;
}

bool looksLikeMessages(const Field& field, const Value& schema) {
  if (field.key != "messages") return false;
  const Value* items = schema.find("items");
  // Plain values under the name of messages are a plain list.
  return !items || (items->stringAt("type") != "string" && items->stringAt("type") != "integer");
}

void Reader::readGroup(const Value& schema, Field& field, int depth) {
  const Value* properties = schema.find("properties");
  if (!properties || !properties->isObject() || properties->size() == 0) return;
  field.kind = FieldKind::group;
  const Value* required = schema.find("required");
  for (const auto& [key, each] : properties->members()) {
    Field member = read(each, key, depth + 1);
    member.required =
        required && required->isArray() &&
        std::any_of(required->items().begin(), required->items().end(),
                    [&key](const Value& name) { return name.isString() && name.string() == key; });
    field.members.push_back(std::move(member));
  }
}

void Reader::readList(const Value& schema, Field& field, int depth) {
  if (looksLikeMessages(field, schema)) {
    field.kind = FieldKind::messages;
    return;
  }
  const Value* items = schema.find("items");
  if (!items || !items->isObject()) return;
  field.kind = FieldKind::list;
  field.item.push_back(read(*items, {}, depth + 1));
  field.item.front().required = true;
}

Field Reader::read(const Value& schema, const std::string& key, int depth) {
  Field field;
  field.key = key;
  std::vector<std::string> followed;
  const Value* plain = resolve(schema, field, followed);
  if (field.title.isEmpty()) field.title = titleOf(key);
  if (!plain || depth > kDeepest) return field;
  if (const Value* choices = plain->find("enum"); choices && choices->isArray()) {
    field.choices = choices->items();
  } else if (const Value* only = plain->find("const")) {
    field.choices = {*only};
  }
  const std::string type = typeOf(*plain, field.nullable);
  if (const Value* least = plain->find("minimum")) field.least = least->real();
  if (const Value* most = plain->find("maximum")) field.most = most->real();
  open_.insert(open_.end(), followed.begin(), followed.end());
  if (!field.choices.empty()) {
    field.kind = FieldKind::choice;
  } else if (type == "string") {
    field.kind = FieldKind::text;
  } else if (type == "integer") {
    field.kind = FieldKind::integer;
  } else if (type == "number") {
    field.kind = FieldKind::number;
  } else if (type == "boolean") {
    field.kind = FieldKind::boolean;
  } else if (type == "array") {
    readList(*plain, field, depth);
  } else if (type == "object" || plain->find("properties")) {
    readGroup(*plain, field, depth);
  } else if (key == "messages") {
    field.kind = FieldKind::messages;  // one message or a list, or schemas that say nothing of it
  }
  open_.resize(open_.size() - followed.size());
  return field;
}

Value emptyValue(const Field& field) {
  switch (field.kind) {
    case FieldKind::text:
      return Value::ofString({});
    case FieldKind::integer:
    case FieldKind::number:
      return Value::ofNumberText(
          field.least && *field.least > 0 ? std::to_string(static_cast<long long>(*field.least)) : "0");
    case FieldKind::boolean:
      return Value::ofBool(false);
    case FieldKind::choice:
      return field.choices.front();
    case FieldKind::list:
      return Value::ofArray({});
    case FieldKind::messages: {
      const Value message =
          Value::ofObject({{"role", Value::ofString("user")}, {"content", Value::ofString({})}});
      return Value::ofArray({message});
    }
    case FieldKind::group:
    case FieldKind::json:
      break;
  }
  return Value();
}

}  // namespace

Field fieldOf(const Value& schema) {
  return Reader(schema).read(schema, {}, 0);
}

Value startingValue(const Field& field) {
  if (field.initial) return *field.initial;
  if (field.kind != FieldKind::group) return field.nullable ? Value() : emptyValue(field);
  Value::Object members;
  for (const Field& member : field.members) {
    // A conversation is what a form is opened for, required or not.
    if (member.required || member.kind == FieldKind::messages)
      members.emplace_back(member.key, startingValue(member));
  }
  return Value::ofObject(std::move(members));
}

}  // namespace heddle::models
