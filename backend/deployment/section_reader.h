// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace heddle::deployment {

/// Reads fields of one section of langgraph.json; the first complaint stays. null counts as absent.
class SectionReader {
 public:
  SectionReader(const boost::json::value& section, std::string name);

  const boost::json::value* find(std::string_view key) const;
  void text(std::string_view key, std::string& into);
  void flag(std::string_view key, bool& into);
  void texts(std::string_view key, std::vector<std::string>& into);
  std::optional<double> minutes(std::string_view key);
  void integer(std::string_view key, int most, int& into);

  void fail(std::string_view key, const std::string& why);
  void take(std::string complaint);
  const std::string& complaint() const { return complaint_; }

 private:
  std::string name_, complaint_;
  const boost::json::object* fields_ = nullptr;
};

}  // namespace heddle::deployment
