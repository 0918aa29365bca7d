// SPDX-License-Identifier: Apache-2.0
#include "backend/storage/item_index.h"

#include "backend/wire/json_fields.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>

namespace heddle::storage {
namespace {

using wire::fieldText;

/// Operations of a batch that need vectors, as places in it.
struct Wanted {
  std::vector<std::size_t> puts, searches;
  std::string request;  // of the embedder
};

Wanted wantedOf(const std::vector<std::string_view>& ops) {
  Wanted wanted;
  std::string items, queries;
  for (std::size_t place = 0; place < ops.size(); ++place) {
    const auto kind = fieldText(ops[place], "op");
    const auto index = fieldText(ops[place], "index");
    const auto value = fieldText(ops[place], "value");
    const auto query = fieldText(ops[place], "query");
    if (kind == "\"put\"" && value.starts_with('{') && index != "false") {
      items.append(items.empty() ? "" : ",").append("{\"value\":").append(value).append(",\"index\":");
      items.append(index.empty() ? "null" : index).append("}");
      wanted.puts.push_back(place);
    } else if (kind == "\"search\"" && query.starts_with('"') && query != "\"\"") {
      queries.append(queries.empty() ? "" : ",").append(query);
      wanted.searches.push_back(place);
    }
  }
  wanted.request = "{\"items\":[" + items + "],\"queries\":[" + queries + "]}";
  return wanted;
}

std::optional<std::vector<float>> numbersOf(std::string_view json) {
  const auto texts = wire::arrayItems(json);
  if (!texts) return std::nullopt;
  std::vector<float> numbers;
  numbers.reserve(texts->size());
  for (const auto text : *texts) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto single = static_cast<float>(number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(single))
      return std::nullopt;
    numbers.push_back(single);
  }
  return numbers;
}

/// `{…}` with one more field in front.
std::string with(std::string_view object, std::string_view field) {
  std::string out = "{" + std::string(field);
  const auto rest = object.substr(object.find('{') + 1);
  if (!rest.substr(0, rest.find_first_not_of(" \t\r\n") + 1).ends_with('}')) out.push_back(',');
  return out.append(rest);
}

core::Error wrongVector(int dims, std::size_t got) {
  return {core::ErrorCode::badRequest, "The embedding function gave a vector of " + std::to_string(got) +
                                           " numbers; store.index.dims is " + std::to_string(dims) + "."};
}
core::Error wrongAnswer() {
  return {core::ErrorCode::badRequest,
          "The embedding function did not give one list of numbers for each text."};
}

/// Fits `vectors` [{"field", "vector"}] into a put. Error: a vector of the wrong kind.
core::Result<std::string> putWith(std::string_view op, std::string_view vectors, int dims) {
  const auto entries = wire::arrayItems(vectors);
  if (!entries) return wrongAnswer();
  for (const auto entry : *entries) {
    const auto numbers = numbersOf(fieldText(entry, "vector"));
    if (!numbers) return wrongAnswer();
    if (numbers->size() != static_cast<std::size_t>(dims)) return wrongVector(dims, numbers->size());
  }
  return with(op, "\"vectors\":" + std::string(vectors));
}

std::string joined(const std::vector<std::string>& ops) {
  std::string out = "[";
  for (const auto& op : ops)
    out.append(out.size() > 1 ? "," : "").append(op);
  return out + "]";
}

core::Result<IndexedBatch> merged(const std::vector<std::string_view>& ops, const Wanted& wanted,
                                  std::string_view answer, int dims) {
  const auto items = wire::arrayItems(fieldText(answer, "items"));
  const auto queries = wire::arrayItems(fieldText(answer, "queries"));
  if (!items || !queries || items->size() != wanted.puts.size() || queries->size() != wanted.searches.size())
    return wrongAnswer();
  std::vector<std::string> texts(ops.begin(), ops.end());
  for (std::size_t i = 0; i < wanted.puts.size(); ++i) {
    auto put = putWith(ops[wanted.puts[i]], (*items)[i], dims);
    if (!put) return put.error();
    texts[wanted.puts[i]] = std::move(*put);
  }
  IndexedBatch batch;
  for (std::size_t i = 0; i < wanted.searches.size(); ++i) {
    auto query = numbersOf((*queries)[i]);
    if (!query) return wrongAnswer();
    if (query->size() != static_cast<std::size_t>(dims)) return wrongVector(dims, query->size());
    const auto place = wanted.searches[i];
    batch.searches.push_back({place, texts[place], std::move(*query)});
    texts[place] = with(texts[place], "\"semantic\":true");
  }
  batch.ops.text = joined(texts);
  return batch;
}

float bigEndianFloat(const char* bytes) {
  std::uint32_t bits = 0;
  for (int i = 0; i < 4; ++i)
    bits = bits << 8 | static_cast<unsigned char>(bytes[i]);
  return std::bit_cast<float>(bits);
}

bool isBetter(const RankedItem& a, const RankedItem& b) {
  if (a.score != b.score) return a.score > b.score;
  return std::pair(std::string_view(a.prefix), std::string_view(a.key)) <
         std::pair(std::string_view(b.prefix), std::string_view(b.key));
}

}  // namespace

core::Task<core::Result<IndexedBatch>> indexBatch(core::JsonText ops, core::ItemPolicy policy) {
  IndexedBatch plain;
  const auto texts = wire::arrayItems(ops.text);
  const auto wanted = texts && policy.embedder != nullptr ? wantedOf(*texts) : Wanted{};
  if (wanted.puts.empty() && wanted.searches.empty()) {
    plain.ops = std::move(ops);
    co_return plain;
  }
  core::JsonText request{wanted.request};
  const auto answer = co_await policy.embedder->embed(std::move(request));
  if (!answer) co_return answer.error();
  co_return merged(*texts, wanted, answer->text, policy.dims);
}

VectorRanking::VectorRanking(std::vector<float> query, std::size_t limit)
    : query_(std::move(query)), limit_(limit) {
  double squares = 0;
  for (const float number : query_)
    squares += double(number) * number;
  norm_ = std::sqrt(squares);
}

/// Layout: int32 dimensions, flags, element type, then length and lower bound; each element int32 length and
/// float4. All big-endian.
double VectorRanking::similarity(std::string_view embedding) const {
  constexpr std::size_t kHead = 20, kElement = 8;
  if (embedding.size() != kHead + kElement * query_.size()) return 0;
  double product = 0, squares = 0;
  const char* at = embedding.data() + kHead + 4;
  for (const float wanted : query_) {
    const double number = bigEndianFloat(at);
    product += number * wanted;
    squares += number * number;
    at += kElement;
  }
  return squares > 0 && norm_ > 0 ? product / (std::sqrt(squares) * norm_) : 0;
}

void VectorRanking::add(std::string_view prefix, std::string_view key, std::string_view embedding) {
  const double score = similarity(embedding);
  if (any_ && current_.prefix == prefix && current_.key == key) {
    current_.score = std::max(current_.score, score);
    return;
  }
  keepCurrent();
  current_ = {std::string(prefix), std::string(key), score};
  any_ = true;
}

void VectorRanking::keepCurrent() {
  if (!any_ || limit_ == 0) return;
  if (best_.size() == limit_ && !isBetter(current_, best_.front())) return;
  best_.push_back(std::move(current_));
  std::push_heap(best_.begin(), best_.end(), isBetter);
  if (best_.size() <= limit_) return;
  std::pop_heap(best_.begin(), best_.end(), isBetter);
  best_.pop_back();
}

std::vector<RankedItem> VectorRanking::take() && {
  keepCurrent();
  std::sort(best_.begin(), best_.end(), isBetter);
  return std::move(best_);
}

}  // namespace heddle::storage
