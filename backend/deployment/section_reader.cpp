// SPDX-License-Identifier: Apache-2.0
#include "backend/deployment/section_reader.h"

#include <utility>

namespace heddle::deployment {

namespace json = boost::json;

SectionReader::SectionReader(const json::value& section, std::string name) : name_(std::move(name)) {
  if (section.is_object()) {
    fields_ = &section.get_object();
  } else if (!section.is_null()) {
    complaint_ = name_ + " must be an object";
  }
}

const json::value* SectionReader::find(std::string_view key) const {
  const auto* value = fields_ == nullptr ? nullptr : fields_->if_contains(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

void SectionReader::text(std::string_view key, std::string& into) {
  const auto* value = find(key);
  if (value == nullptr) return;
  if (!value->is_string() || value->get_string().empty()) return fail(key, "must be text");
  into.assign(value->get_string().data(), value->get_string().size());
}

void SectionReader::flag(std::string_view key, bool& into) {
  const auto* value = find(key);
  if (value == nullptr) return;
  if (!value->is_bool()) return fail(key, "must be true or false");
  into = value->get_bool();
}

void SectionReader::texts(std::string_view key, std::vector<std::string>& into) {
  const auto* value = find(key);
  if (value == nullptr) return;
  if (!value->is_array()) return fail(key, "must be a list of texts");
  into.clear();
  for (const json::value& item : value->get_array()) {
    if (!item.is_string()) return fail(key, "must be a list of texts");
    into.emplace_back(item.get_string().data(), item.get_string().size());
  }
}

std::optional<double> SectionReader::minutes(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  constexpr double kLongest = 100.0 * 366 * 24 * 60;
  const double number = value->is_number() ? value->to_number<double>() : 0;
  if (number <= 0 || number > kLongest) fail(key, "must be a number of minutes above 0, at most 100 years");
  return number;
}

void SectionReader::integer(std::string_view key, int most, int& into) {
  const auto* value = find(key);
  if (value == nullptr) return;
  if (!value->is_int64() || value->get_int64() < 1 || value->get_int64() > most)
    return fail(key, "must be a whole number from 1 to " + std::to_string(most));
  into = static_cast<int>(value->get_int64());
}

void SectionReader::fail(std::string_view key, const std::string& why) {
  if (complaint_.empty()) complaint_ = name_ + "." + std::string(key) + " " + why;
}

void SectionReader::take(std::string complaint) {
  if (complaint_.empty()) complaint_ = std::move(complaint);
}

}  // namespace heddle::deployment
