// SPDX-License-Identifier: Apache-2.0
// decode_bench FOLDER: what reading, rebuilding and comparing the states in FOLDER takes of one processor,
// one JSON object per figure and line. work_figures.py writes the states.
#include "backend/checkpoint/decode.h"
#include "backend/checkpoint/delta.h"
#include "backend/checkpoint/diff.h"
#include "tests/bench/timing.h"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>

using namespace heddle;
using bench::leastComputed;

namespace {

constexpr int kTimes = 9;

std::string bytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("no file " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

checkpoint::DecodedValue read(const std::string& blob) {
  auto decoded = checkpoint::decodeBlob("msgpack", blob);
  if (decoded.readability != checkpoint::Readability::decoded) throw std::runtime_error(decoded.note);
  return decoded;
}

void print(const std::string& name, double value, const char* unit, double floor) {
  std::printf("{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\", \"floor\": %.4f}\n", name.c_str(), value,
              unit, floor);
  std::fflush(stdout);
}

/// Megabytes a second, beside those of copying the bytes.
void decode(const std::string& folder, const std::string& name) {
  const std::string blob = bytesOf(folder + "/" + name + ".msgpack");
  const double size = static_cast<double>(blob.size()) / 1e6;
  const double taken = leastComputed(kTimes, [&] { return read(blob); });
  const double copied = leastComputed(kTimes, [&] { return std::string(blob); });
  print("decode_" + name, size / taken * 1000, "MB/s", size / copied * 1000);
}

/// Two states, against reading both.
void compare(const std::string& folder, const std::string& name) {
  const std::string before = bytesOf(folder + "/" + name + "_a.msgpack");
  const std::string after = bytesOf(folder + "/" + name + "_b.msgpack");
  const auto a = std::make_shared<const wire::Value>(read(before).value);
  const auto b = std::make_shared<const wire::Value>(read(after).value);
  if (checkpoint::compare(a, b).same()) throw std::runtime_error(name + ": nothing differs");
  const double reading = leastComputed(kTimes, [&] { return std::make_pair(read(before), read(after)); });
  print("diff_" + name, leastComputed(kTimes, [&] { return checkpoint::compare(a, b); }), "ms", reading);
}

/// A delta channel of a wide object: a snapshot of `names` members, then as many writes of one member each,
/// against copying the snapshot.
void rebuild(std::size_t names) {
  const auto member = [](std::size_t n) { return wire::Value::Member("member " + std::to_string(n), {}); };
  std::vector<checkpoint::DeltaAncestor> chain(1);
  wire::Value::Object wide;
  for (std::size_t n = 0; n < names; ++n) {
    wide.push_back(member(n));
    checkpoint::DecodedValue write;
    write.readability = checkpoint::Readability::decoded;
    write.value = wire::Value::ofObject({member(n * 7)});
    chain.front().writes.push_back(std::move(write));
  }
  checkpoint::DeltaAncestor snapshot;
  snapshot.stored.emplace();
  snapshot.stored->readability = checkpoint::Readability::decoded;
  snapshot.stored->value = wire::Value::ofObject(std::move(wide));
  chain.push_back(std::move(snapshot));
  const double taken =
      leastComputed(3, [&] { return checkpoint::rebuildDelta(chain, checkpoint::DeltaWalk::complete); });
  const double copied = leastComputed(kTimes, [&] { return chain.back().stored->value; });
  print("rebuild_" + std::to_string(names) + "_members", taken, "ms", copied);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string folder = argc > 1 ? argv[1] : ".";
    for (const char* name : {"flat", "numbers", "nested"})
      decode(folder, name);
    for (const char* name : {"states", "threads", "lists"})
      compare(folder, name);
    rebuild(20'000);
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "decode_bench: %s\n", failure.what());
    return 1;
  }
}
