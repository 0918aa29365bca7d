// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/services.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::api {

/// One line of /metrics. Labels are Prometheus text: `pool="api"`.
struct Figure {
  std::string name, labels, help;
  double value = 0;
  bool counter = false;
};

/// All that this replica can tell of itself and the queue, by the official names as far as there are some.
core::Task<std::vector<Figure>> figuresOf(Api& api);

/// The text exposition of Prometheus, each name behind `prefix`.
std::string figuresText(const std::vector<Figure>& figures, std::string_view prefix);
/// `{"queue": {…}, "workers": {…}, …}`: the same figures by their first word.
std::string figuresJson(const std::vector<Figure>& figures);

}  // namespace heddle::api
