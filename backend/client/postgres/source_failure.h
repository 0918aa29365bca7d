// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/client/source.h"

#include <stdexcept>

namespace heddle::client {

/// Thrown inside a worker thread, caught at the worker's edge, where it becomes the answer of the question.
class SourceFailure : public std::runtime_error {
 public:
  explicit SourceFailure(SourceError error)
      : std::runtime_error(error.sentence.toStdString()), error_(std::move(error)) {}
  const SourceError& error() const { return error_; }

 private:
  SourceError error_;
};

}  // namespace heddle::client
