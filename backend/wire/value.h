// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

namespace heddle::wire {

/// The one JSON tree: keeps key order, duplicate keys and the text of numbers, so that what was read can be
/// shown and written back unchanged. Numbers that come as binary ones get their text when it is asked for:
/// vectors of them are most of some states. Decoders add bytes and a type hint (`datetime.datetime`,
/// `uuid.UUID`, `langchain_core.messages.ai.AIMessage`) to values that JSON alone cannot name. A plain value:
/// copy copies the tree; moves are cheap. Not synchronised.
class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object, bytes };
  using Member = std::pair<std::string, Value>;
  using Array = std::vector<Value>;
  using Object = std::vector<Member>;

  Value() = default;
  static Value ofBool(bool value);
  static Value ofInt(std::int64_t value);
  static Value ofUnsigned(std::uint64_t value);
  /// Shortest text that reads back as the same double; NaN and infinities become the strings "NaN",
  /// "Infinity".
  static Value ofDouble(double value);
  /// `text` must be a JSON number; it is kept as it is.
  static Value ofNumberText(std::string text);
  static Value ofString(std::string text);
  static Value ofArray(Array items);
  static Value ofObject(Object members);
  static Value ofBytes(std::string bytes);

  Kind kind() const {
    const auto index = data_.index();
    return index <= static_cast<std::size_t>(Kind::bytes) ? static_cast<Kind>(index) : Kind::number;
  }
  bool isNull() const { return kind() == Kind::null; }
  bool isString() const { return kind() == Kind::string; }
  bool isArray() const { return kind() == Kind::array; }
  bool isObject() const { return kind() == Kind::object; }

  /// Each is legal only for its kind (asserted).
  bool boolean() const;
  std::string numberText() const;
  const std::string& string() const;
  const std::string& bytes() const;
  const Array& items() const;
  const Object& members() const;
  std::string& string();
  Array& items();
  Object& members();

  /// Number as integer when it is one and fits.
  std::optional<std::int64_t> integer() const;
  std::optional<double> real() const;
  /// Last member of that name (as JSON readers do), or nullptr; also nullptr when this is not an object.
  const Value* find(std::string_view key) const;
  /// The string behind `key`, or `fallback` when absent or of another kind.
  std::string_view stringAt(std::string_view key, std::string_view fallback = {}) const;
  /// Items of an array, members of an object, otherwise 0.
  std::size_t size() const;

  /// Where the value came from, for people; empty for plain JSON.
  std::string_view hint() const;
  void setHint(std::string hint);

  /// Structure, order and the texts of numbers compared; hints are not.
  bool operator==(const Value& other) const;

 private:
  struct Number {
    std::string text;
    bool operator==(const Number&) const = default;
  };
  /// Finite; the same only with the same bits, as with their texts.
  struct Real {
    double value;
    bool operator==(const Real& other) const;
  };
  struct Bytes {
    std::string raw;
    bool operator==(const Bytes&) const = default;
  };

  struct Hint : boost::intrusive_ref_counter<Hint> {
    explicit Hint(std::string given) : text(std::move(given)) {}
    std::string text;
  };

  // In the order of Kind; what comes behind those are further forms of numbers.
  using Data = std::variant<std::monostate, bool, Number, std::string, Array, Object, Bytes, std::int64_t,
                            std::uint64_t, Real>;

  template <typename Form, typename... From>
  explicit Value(std::in_place_type_t<Form> form, From&&... from)
      : data_(form, std::forward<From>(from)...) {}

  Data data_;
  boost::intrusive_ptr<const Hint> hint_;  // shared: thousands of messages carry the same class name
};

struct ParseLimits {
  std::size_t depth = 512;
  std::size_t bytes = std::size_t{256} << 20;
};

/// Reads one JSON document. Errors: invalid (with the byte offset), tooLarge.
core::Result<Value> parseJson(std::string_view text, ParseLimits limits = {});

enum class JsonStyle { compact, indented };
/// Writes JSON text; bytes become {"__bytes__": "<base64>"}. Invalid UTF-8 becomes U+FFFD, so the result is
/// always valid JSON. Non-ASCII characters are written as they are.
std::string writeJson(const Value& value, JsonStyle style = JsonStyle::compact);
/// Appends `text` as a JSON string with its quotes.
void appendJsonString(std::string& out, std::string_view text);

}  // namespace heddle::wire
