// SPDX-License-Identifier: Apache-2.0
#include "app/cli/printing.h"

#include "backend/wire/masking.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

#include <QDateTime>
#include <QString>

namespace heddle::cli {
namespace {

/// Characters, not bytes: names may hold any script.
std::size_t widthOf(const std::string& text) {
  return static_cast<std::size_t>(QString::fromStdString(text).size());
}

void printLine(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 < cells.size()) line += std::string(widths[i] - widthOf(cells[i]) + 2, ' ');
  }
  std::printf("%s\n", line.c_str());
}

}  // namespace

wire::Value shown(wire::Value value, Secrets secrets) {
  if (secrets == Secrets::masked) wire::maskSecrets(value);
  return value;
}

void printJson(wire::Value value, Secrets secrets) {
  std::printf("%s\n", wire::writeJson(shown(std::move(value), secrets)).c_str());
  std::fflush(stdout);
}

void printIndented(wire::Value value, Secrets secrets) {
  std::printf("%s\n", wire::writeJson(shown(std::move(value), secrets), wire::JsonStyle::indented).c_str());
}

void printTable(const std::vector<std::string>& heads, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& head : heads)
    widths.push_back(widthOf(head));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], widthOf(row[i]));
  }
  printLine(heads, widths);
  for (const auto& row : rows)
    printLine(row, widths);
}

std::string localTime(query::Micros time) {
  return QDateTime::fromMSecsSinceEpoch(time / 1000)
      .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))
      .toStdString();
}

wire::Value jsonValue(const std::string& text, Secrets secrets) {
  auto parsed = wire::parseJson(text);
  if (parsed) return std::move(*parsed);
  return wire::Value::ofString(secrets == Secrets::revealed ? text : wire::withoutSecrets(text));
}

std::string cursorText(const query::Key& key) {
  return std::to_string(key.time) + "/" + key.id;
}

std::optional<query::Key> parseCursor(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  query::Key key;
  const auto [end, error] = std::from_chars(text.data(), text.data() + slash, key.time);
  key.id = text.substr(slash + 1);
  if (error != std::errc() || end != text.data() + slash || key.id.empty()) return std::nullopt;
  return key;
}

}  // namespace heddle::cli
