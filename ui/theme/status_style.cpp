// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/status_style.h"

namespace heddle::theme {

StatusStyle statusStyle(QStringView word) {
  const Tokens& t = tokens();
  if (word == u"success" || word == u"ready" || word == u"healthy" || word == u"done" || word == u"passed")
    return {QStringLiteral("status-success"), Tone::Success, t.success};
  if (word == u"error" || word == u"failed" || word == u"broken")
    return {QStringLiteral("status-error"), Tone::Error, t.error};
  if (word == u"running" || word == u"busy" || word == u"starting" || word == u"stopping" ||
      word == u"streaming")
    return {QStringLiteral("status-running"), Tone::Running, t.running};
  if (word == u"interrupted") return {QStringLiteral("status-interrupted"), Tone::Interrupted, t.interrupted};
  if (word == u"timeout" || word == u"stale" || word == u"warning" || word == u"degraded")
    return {QStringLiteral("status-timeout"), Tone::Timeout, t.timeout};
  if (word == u"pending" || word == u"queued" || word == u"waiting")
    return {QStringLiteral("status-pending"), Tone::Pending, t.pending};
  if (word == u"idle" || word == u"stopped" || word == u"not reached")
    return {QStringLiteral("status-idle"), Tone::Pending, t.pending};
  return {QStringLiteral("status-unknown"), Tone::Pending, t.pending};
}

Ink environmentInk(QStringView word) {
  const Tokens& t = tokens();
  if (word == u"local") return {t.local, t.success.soft};
  if (word == u"development") return {t.development, t.running.soft};
  if (word == u"staging") return {t.staging, t.timeout.soft};
  return {t.production, t.error.soft};
}

}  // namespace heddle::theme
