// SPDX-License-Identifier: Apache-2.0
#include "backend/checkpoint/delta.h"

#include "backend/checkpoint/messages.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace heddle::checkpoint {
namespace {

using wire::Value;

/// The value that replaces everything before it: `{"__overwrite__": v}`, or the class Overwrite.
const Value* overwriteOf(const Value& write) {
  if (!write.isObject()) return nullptr;
  if (write.size() == 1 && write.members().front().first == "__overwrite__")
    return &write.members().front().second;
  return write.hint().ends_with(".Overwrite") ? write.find("value") : nullptr;
}

/// Folds writes into one value; messages are found by their id.
class Fold {
 public:
  explicit Fold(Value base) { reset(std::move(base)); }

  void apply(const Value& write) {
    if (const Value* fresh = overwriteOf(write)) {
      reset(*fresh);
    } else if (value_.isNull()) {
      start(write);
    } else if (value_.isArray()) {
      appendAll(write);
    } else if (value_.isObject() && write.isObject()) {
      merge(write);
    } else {
      reset(write);
    }
  }

  Value take() {
    std::erase_if(value_.isArray() ? value_.items() : none_,
                  [](const Value& item) { return item.hint() == kGone; });
    return std::move(value_);
  }

 private:
  static constexpr std::string_view kGone = "removed message";

  void reset(Value base) {
    value_ = std::move(base);
    places_.clear();
    names_.clear();
    if (!value_.isArray()) return;
    for (std::size_t i = 0; i < value_.size(); ++i)
      remember(value_.items()[i], i);
  }

  /// The first write tells what kind of value it is; a message alone begins a list.
  void start(const Value& write) {
    if (isMessage(write)) {
      reset(Value::ofArray({}));
      append(write);
      return;
    }
    reset(write.isArray() ? Value::ofArray({}) : write);
    if (write.isArray()) appendAll(write);
  }

  void appendAll(const Value& write) {
    if (!write.isArray()) {
      append(write);
      return;
    }
    if (!write.hint().empty() && value_.hint().empty()) value_.setHint(std::string(write.hint()));
    for (const auto& item : write.items())
      append(item);
  }

  void append(const Value& item) {
    const auto id = isMessage(item) ? item.stringAt("id") : std::string_view();
    const auto found = id.empty() ? places_.end() : places_.find(std::string(id));
    if (item.stringAt("type") == "remove") {
      if (id == "__remove_all__") return reset(Value::ofArray({}));
      if (found != places_.end()) {
        value_.items()[found->second].setHint(std::string(kGone));
        places_.erase(found);
      }
      return;
    }
    if (found != places_.end()) {
      value_.items()[found->second] = item;
      return;
    }
    value_.items().push_back(item);
    remember(item, value_.size() - 1);
  }

  void remember(const Value& item, std::size_t place) {
    if (isMessage(item) && !item.stringAt("id").empty()) places_[std::string(item.stringAt("id"))] = place;
  }

  void merge(const Value& write) {
    if (names_.empty()) rememberNames();
    for (const auto& [key, member] : write.members()) {
      const auto [place, fresh] = names_.try_emplace(key, value_.size());
      if (fresh)
        value_.members().emplace_back(key, member);
      else
        value_.members()[place->second].second = member;
    }
  }

  void rememberNames() {
    for (std::size_t i = 0; i < value_.size(); ++i)
      names_.insert_or_assign(value_.members()[i].first, i);
  }

  Value value_;
  Value::Array none_;
  std::unordered_map<std::string, std::size_t> places_;  // of messages, by id
  std::unordered_map<std::string, std::size_t>
      names_;  // places of an object's members; empty: not counted yet
};

std::string noteOf(std::size_t ancestors, DeltaWalk walk) {
  std::string note =
      "rebuilt from " + std::to_string(ancestors) + (ancestors == 1 ? " ancestor" : " ancestors");
  if (walk == DeltaWalk::cut) note += ", the newest ones only: older changes are missing";
  if (walk == DeltaWalk::broken) note += ", but an older one is gone";
  return note;
}

DecodedValue notRebuilt(const DecodedValue& because) {
  DecodedValue out = because;
  out.note = "cannot be rebuilt, an ancestor holds what is " + because.note;
  return out;
}

bool isReadable(const DecodedValue& value) {
  return value.readability == Readability::decoded || value.readability == Readability::empty;
}

}  // namespace

DecodedValue rebuildDelta(const std::vector<DeltaAncestor>& newestFirst, DeltaWalk walk) {
  std::size_t bytes = 0, used = 0;
  bool any = false;
  Value base;
  while (used < newestFirst.size()) {
    const auto& stored = newestFirst[used++].stored;
    if (!stored) continue;
    if (!isReadable(*stored)) return notRebuilt(*stored);
    base = stored->value;
    base.setHint({});
    bytes += stored->bytes;
    any = true;
    break;
  }
  Fold fold(std::move(base));
  for (std::size_t i = used; i-- > 0;) {
    for (const auto& write : newestFirst[i].writes) {
      if (!isReadable(write)) return notRebuilt(write);
      fold.apply(write.value);
      bytes += write.bytes;
      any = true;
    }
  }
  DecodedValue out;
  out.type = "delta";
  out.bytes = bytes;
  if (!any && walk == DeltaWalk::complete) return out;  // never written
  out.readability = Readability::decoded;
  out.value = fold.take();
  out.note = noteOf(used, walk);
  return out;
}

}  // namespace heddle::checkpoint
