// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/conninfo.h"

#include <algorithm>
#include <memory>

#include <libpq-fe.h>

namespace heddle::storage {

core::Result<Conninfo> Conninfo::parse(const std::string& text) {
  // libpq's own complaint may repeat parts of the text, password included, so it is not passed on.
  char* complaint = nullptr;
  std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(text.c_str(), &complaint), &PQconninfoFree);
  if (complaint) PQfreemem(complaint);
  if (!options) {
    return core::Error{
        core::ErrorCode::invalid,
        "The database URI is not one that libpq reads; write postgres://user:password@host:5432/name."};
  }
  Conninfo info;
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
    if (option->val) info.entries_.emplace_back(option->keyword, option->val);
  }
  info.setDefault("application_name", "heddle-server");
  info.setDefault("client_encoding", "UTF8");
  info.setDefault("connect_timeout", "5");
  // A host that went away without a word must not hold a connection for the two hours of the kernel's
  // default.
  info.setDefault("keepalives_idle", "10");
  info.setDefault("keepalives_interval", "5");
  info.setDefault("keepalives_count", "3");
  info.setDefault("tcp_user_timeout", "20000");
  return info;
}

void Conninfo::setDefault(const std::string& key, const std::string& value) {
  const bool known =
      std::any_of(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.first == key; });
  if (!known) entries_.emplace_back(key, value);
}

std::vector<const char*> Conninfo::keywords() const {
  std::vector<const char*> out;
  for (const auto& entry : entries_)
    out.push_back(entry.first.c_str());
  out.push_back(nullptr);
  return out;
}

std::vector<const char*> Conninfo::values() const {
  std::vector<const char*> out;
  for (const auto& entry : entries_)
    out.push_back(entry.second.c_str());
  out.push_back(nullptr);
  return out;
}

}  // namespace heddle::storage
