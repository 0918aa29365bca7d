// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/numeric_array.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::checkpoint {
namespace {

using wire::Value;

constexpr std::size_t kShown = 8;

/// numpy's `dtype.str`: byte order, kind, bytes of an element.
struct Element {
  bool bigEndian = false;
  char kind = 0;  // i, u, b, f
  std::size_t width = 0;
};

std::optional<Element> elementOf(std::string_view dtype) {
  if (dtype.size() != 3 || std::string_view("<>|").find(dtype[0]) == std::string_view::npos)
    return std::nullopt;
  const Element element{dtype[0] == '>', dtype[1], static_cast<std::size_t>(dtype[2] - '0')};
  const std::size_t widths = element.kind == 'b'                          ? 0b1
                             : element.kind == 'f'                        ? 0b1000'1010
                             : element.kind == 'i' || element.kind == 'u' ? 0b1000'1011
                                                                          : 0;
  const bool known = element.width >= 1 && element.width <= 8 && (widths >> (element.width - 1) & 1U) != 0;
  return known ? std::optional(element) : std::nullopt;
}

/// IEEE 754 binary16: no C++20 type reads it.
double half(std::uint64_t bits) {
  const auto exponent = static_cast<int>(bits >> 10U & 0x1fU);
  const auto fraction = static_cast<double>(bits & 0x3ffU);
  const double sign = (bits & 0x8000U) != 0 ? -1.0 : 1.0;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  if (exponent == 0x1f) return fraction == 0 ? sign * HUGE_VAL : std::nan("");
  return sign * std::ldexp(fraction + 1024, exponent - 25);
}

Value read(const Element& element, std::string_view bytes) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < element.width; ++i) {
    const auto place = element.bigEndian ? i : element.width - 1 - i;
    bits = bits << 8U | static_cast<unsigned char>(bytes[place]);
  }
  if (element.kind == 'u' || element.kind == 'b') return Value::ofUnsigned(bits);
  if (element.kind == 'f') {
    if (element.width == 2) return Value::ofDouble(half(bits));
    if (element.width == 4)
      return Value::ofDouble(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits))));
    return Value::ofDouble(std::bit_cast<double>(bits));
  }
  const auto spare = 64 - 8 * element.width;  // the sign moves to the top and comes back down
  return Value::ofInt(static_cast<std::int64_t>(bits << spare) >> spare);
}

/// Sizes of the axes; nothing for what is no shape.
std::optional<std::vector<std::size_t>> axesOf(const Value& shape) {
  if (!shape.isArray()) return std::nullopt;
  std::vector<std::size_t> axes;
  for (const auto& axis : shape.items()) {
    const auto size = axis.integer();
    if (!size || *size < 1) return std::nullopt;
    axes.push_back(static_cast<std::size_t>(*size));
  }
  return axes;
}

/// Where the element that comes `index`th in reading order (last axis first) stands in an array that is
/// stored first axis first.
std::size_t fortranPlace(const std::vector<std::size_t>& axes, std::size_t index) {
  std::size_t place = 0;
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    std::size_t stride = 1;
    for (std::size_t before = 0; before < axis; ++before)
      stride *= axes[before];
    place += index % axes[axis] * stride;
    index /= axes[axis];
  }
  return place;
}

std::optional<Value> firstValues(const Value::Array& parts) {
  if (!parts[0].isString() || parts[3].kind() != Value::Kind::bytes) return std::nullopt;
  const auto element = elementOf(parts[0].string());
  if (!element) return std::nullopt;
  const std::string_view bytes = parts[3].bytes();
  const std::size_t count = bytes.size() / element->width;
  const bool fortran = parts[2].isString() && parts[2].string() == "F";
  const auto axes = axesOf(parts[1]);
  if (fortran && !axes) return std::nullopt;
  Value::Array shown;
  for (std::size_t i = 0; i < std::min(kShown, count); ++i) {
    const auto place = fortran ? fortranPlace(*axes, i) : i;
    if (place >= count) return std::nullopt;  // the shape promises more than there is
    shown.push_back(read(*element, bytes.substr(place * element->width, element->width)));
  }
  return Value::ofArray(std::move(shown));
}

}  // namespace

Value describeArray(Value payload) {
  auto& parts = payload.items();
  auto first = firstValues(parts);
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
