// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::api {

/// Of a field's text as JsonObject::raw gives it: not there, or null.
inline bool isAbsent(std::string_view raw) {
  return raw.empty() || raw == "null";
}

/// A JSON object as its fields' texts, in order: what is not touched keeps its numbers and key order.
class JsonObject {
 public:
  JsonObject() = default;
  /// Of valid JSON text; anything but an object (null, empty text) gives an empty one.
  explicit JsonObject(std::string_view json);

  bool empty() const { return fields_.empty(); }
  bool has(std::string_view key) const;
  /// Text of a field, empty when absent.
  std::string_view raw(std::string_view key) const;
  /// Contents of a string field, empty when absent or no string.
  std::string string(std::string_view key) const;

  void set(std::string_view key, std::string json);
  void setString(std::string_view key, std::string_view text);
  void remove(std::string_view key);
  /// Shallow: fields of `other` replace those of the same name.
  void merge(const JsonObject& other);
  /// Keeps only these keys, in their order.
  JsonObject only(const std::vector<std::string>& keys) const;

  std::string text() const;
  const std::vector<std::pair<std::string, std::string>>& fields() const& { return fields_; }
  void fields() && = delete;  // a range-for over a temporary would outlive it

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// `[a,b,…]` of finished JSON texts.
template <typename Texts>
std::string jsonArray(const Texts& texts) {
  std::string out = "[";
  for (const auto& text : texts) {
    if (out.size() > 1) out.push_back(',');
    out.append(text);
  }
  return out + "]";
}

}  // namespace heddle::api
