// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/numeric_array.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

static_assert(std::endian::native == std::endian::little, "numpy's '<' types are read in place");

template <typename T>
T at(std::string_view bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
Value readInteger(std::string_view bytes, std::size_t index) {
  return Value::ofInt(static_cast<std::int64_t>(at<T>(bytes, index)));
}
template <typename T>
Value readReal(std::string_view bytes, std::size_t index) {
  return Value::ofDouble(static_cast<double>(at<T>(bytes, index)));
}

struct Element {
  std::string_view dtype;
  std::size_t width;
  Value (*read)(std::string_view, std::size_t);
};

constexpr Element kElements[] = {
    {"<f8", 8, readReal<double>},           {"<f4", 4, readReal<float>},
    {"<i8", 8, readInteger<std::int64_t>},  {"<i4", 4, readInteger<std::int32_t>},
    {"<i2", 2, readInteger<std::int16_t>},  {"|i1", 1, readInteger<std::int8_t>},
    {"<u4", 4, readInteger<std::uint32_t>}, {"<u2", 2, readInteger<std::uint16_t>},
    {"|u1", 1, readInteger<std::uint8_t>},  {"|b1", 1, readInteger<std::uint8_t>},
};
constexpr std::size_t kShown = 8;

std::optional<Value> firstValues(const Value& dtype, const Value& bytes) {
  if (!dtype.isString() || bytes.kind() != Value::Kind::bytes) return std::nullopt;
  for (const auto& element : kElements) {
    if (element.dtype != dtype.string()) continue;
    Value::Array shown;
    const std::size_t count = std::min(kShown, bytes.bytes().size() / element.width);
    for (std::size_t i = 0; i < count; ++i)
      shown.push_back(element.read(bytes.bytes(), i));
    return Value::ofArray(std::move(shown));
  }
  return std::nullopt;
}

}  // namespace

Value describeArray(Value payload) {
  auto& parts = payload.items();
  auto first = firstValues(parts[0], parts[3]);
  const std::size_t size = parts[3].kind() == Value::Kind::bytes ? parts[3].bytes().size() : 0;
  Value::Object fields;
  fields.emplace_back("dtype", std::move(parts[0]));
  fields.emplace_back("shape", std::move(parts[1]));
  fields.emplace_back("order", std::move(parts[2]));
  fields.emplace_back("bytes", Value::ofUnsigned(size));
  if (first) fields.emplace_back("first", std::move(*first));
  Value described = Value::ofObject(std::move(fields));
  described.setHint("numpy.ndarray");
  return described;
}

}  // namespace heddle::checkpoint
