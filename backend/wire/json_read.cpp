// SPDX-License-Identifier: Apache-2.0
// Reading is Boost.JSON's event parser; only the tree is ours, because boost::json::value turns large
// integers into doubles.
#include "backend/wire/value.h"

#include <boost/json/basic_parser_impl.hpp>

namespace heddle::wire {
namespace {

namespace json = boost::json;

/// Builds the tree bottom up: finished values wait on one stack until their container ends and takes them.
class TreeBuilder {
 public:
  constexpr static std::size_t max_object_size = static_cast<std::size_t>(-1);
  constexpr static std::size_t max_array_size = static_cast<std::size_t>(-1);
  constexpr static std::size_t max_key_size = static_cast<std::size_t>(-1);
  constexpr static std::size_t max_string_size = static_cast<std::size_t>(-1);

  using error_code = boost::system::error_code;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return true; }
  bool on_array_begin(error_code&) { return true; }

  bool on_object_end(std::size_t count, error_code&) {
    Value::Object members;
    members.reserve(count);
    const std::size_t firstValue = values_.size() - count;
    const std::size_t firstKey = keys_.size() - count;
    for (std::size_t i = 0; i < count; ++i) {
      members.emplace_back(std::move(keys_[firstKey + i]), std::move(values_[firstValue + i]));
    }
    keys_.resize(firstKey);
    values_.resize(firstValue);
    values_.push_back(Value::ofObject(std::move(members)));
    return true;
  }

  bool on_array_end(std::size_t count, error_code&) {
    const auto first = values_.end() - static_cast<std::ptrdiff_t>(count);
    Value::Array items(std::make_move_iterator(first), std::make_move_iterator(values_.end()));
    values_.erase(first, values_.end());
    values_.push_back(Value::ofArray(std::move(items)));
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, error_code&) { return append(part); }
  bool on_key(json::string_view part, std::size_t, error_code&) {
    append(part);
    keys_.push_back(std::move(text_));
    text_.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, error_code&) { return append(part); }
  bool on_string(json::string_view part, std::size_t, error_code&) {
    append(part);
    values_.push_back(Value::ofString(std::move(text_)));
    text_.clear();
    return true;
  }

  bool on_number_part(json::string_view part, error_code&) { return append(part); }
  bool on_int64(std::int64_t, json::string_view part, error_code&) { return number(part); }
  bool on_uint64(std::uint64_t, json::string_view part, error_code&) { return number(part); }
  bool on_double(double, json::string_view part, error_code&) { return number(part); }
  bool on_bool(bool value, error_code&) {
    values_.push_back(Value::ofBool(value));
    return true;
  }
  bool on_null(error_code&) {
    values_.emplace_back();
    return true;
  }
  bool on_comment_part(json::string_view, error_code&) { return true; }
  bool on_comment(json::string_view, error_code&) { return true; }

  Value take() { return std::move(values_.front()); }

 private:
  bool append(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool number(json::string_view part) {
    append(part);
    values_.push_back(Value::ofNumberText(std::move(text_)));
    text_.clear();
    return true;
  }

  std::vector<Value> values_;
  std::vector<std::string> keys_;
  std::string text_;
};

}  // namespace

core::Result<Value> parseJson(std::string_view text, ParseLimits limits) {
  if (text.size() > limits.bytes) {
    return core::Error{core::ErrorCode::tooLarge, "JSON of " + std::to_string(text.size()) +
                                                      " bytes is above the limit of " +
                                                      std::to_string(limits.bytes)};
  }
  json::parse_options options;
  options.max_depth = limits.depth;
  json::basic_parser<TreeBuilder> parser(options);
  boost::system::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  std::size_t stop = used;
  // Blanks may follow the document; anything else is a second one.
  while (!error && stop < text.size() &&
         std::string_view(" \t\r\n").find(text[stop]) != std::string_view::npos) {
    ++stop;
  }
  if (!error && stop < text.size()) error = json::error::extra_data;
  if (error) {
    return core::Error{core::ErrorCode::invalid,
                       "not valid JSON at byte " + std::to_string(stop) + ": " + error.message()};
  }
  return parser.handler().take();
}

}  // namespace heddle::wire
