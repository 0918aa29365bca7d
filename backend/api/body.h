// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/json_text.h"
#include "backend/core/result.h"
#include "backend/core/uuid.h"
#include "backend/wire/json_fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// The JSON object of a request and its fields, read with checks. The first field that is wrong is remembered
/// and asked for once, after all have been read. null counts as absent; unknown fields are ignored. Holds
/// views into the text.
class Body {
 public:
  /// An empty text is an empty object. Errors: badRequest (no JSON), invalid (no object).
  static core::Result<Body> read(std::string_view text);

  bool has(std::string_view key) const { return !raw(key).empty(); }
  /// Given at all, if only as null.
  bool names(std::string_view key) const;
  /// Text of the value, empty when absent or null.
  std::string_view raw(std::string_view key) const;
  std::optional<std::string> text(std::string_view key);
  std::string textOr(std::string_view key, std::string_view fallback);
  int integer(std::string_view key, int fallback, int least, int most);
  std::optional<double> number(std::string_view key);
  bool boolean(std::string_view key, bool fallback);
  std::optional<core::JsonText> object(std::string_view key);
  core::JsonText objectOrEmpty(std::string_view key);
  /// A list of strings.
  std::vector<std::string> list(std::string_view key);
  /// A list of strings, or one string.
  std::vector<std::string> strings(std::string_view key);
  /// One of `words`, the first of them when absent.
  std::string choice(std::string_view key, const std::vector<std::string>& words);
  /// A list of some of `words`, or one of them.
  std::vector<std::string> choices(std::string_view key, const std::vector<std::string>& words);
  template <typename Tag>
  std::optional<core::Id<Tag>> id(std::string_view key) {
    const auto given = text(key);
    if (!given) return std::nullopt;
    const auto parsed = core::Id<Tag>::parse(*given);
    if (!parsed) refuse(key, "must be a UUID");
    return parsed;
  }

  /// A list of UUIDs.
  template <typename Tag>
  std::vector<core::Id<Tag>> ids(std::string_view key) {
    std::vector<core::Id<Tag>> found;
    for (const auto& text : list(key)) {
      const auto parsed = core::Id<Tag>::parse(text);
      if (!parsed) refuse(key, "must be UUIDs");
      if (parsed) found.push_back(*parsed);
    }
    return found;
  }

  void refuse(std::string_view key, std::string_view why);
  const std::optional<core::Error>& error() const { return error_; }

 private:
  std::vector<wire::JsonField> fields_;
  std::optional<core::Error> error_;
};

}  // namespace heddle::api
