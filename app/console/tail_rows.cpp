// SPDX-License-Identifier: Apache-2.0
#include "app/console/tail_rows.h"

#include "models/values/value_text.h"

namespace heddle::console {

const QString& LastText::of(std::string_view text) {
  if (text != last_) {
    last_ = text;
    made_ = models::qtext(text);
  }
  return made_;
}

models::TailRow TailRows::row(const client::TailEvent& event) {
  models::TailRow row;
  row.timeUs = event.time != 0 ? event.time : event.received;
  row.runId = run_.of(event.run);
  row.threadId = thread_.of(event.thread);
  if (event.n > 0) row.eventId = QString::number(event.fence) + u'-' + QString::number(event.n);
  switch (event.kind) {
    case client::TailEvent::Kind::gap:
      row.mode = QStringLiteral("gap");
      break;
    case client::TailEvent::Kind::note:
      row.mode = QStringLiteral("note");
      break;
    case client::TailEvent::Kind::end:
      row.mode = QStringLiteral("end");
      break;
    case client::TailEvent::Kind::event:
      row.mode = mode_.of(event.mode);
      break;
  }
  row.ns = ns_.of(event.ns);
  if (event.data) row.json = QByteArray::fromStdString(*event.data);
  return row;
}

models::TailRow tailRow(const wire::SseEvent& event, const QString& threadId, const QString& runId,
                        qint64 nowUs) {
  models::TailRow row;
  row.timeUs = nowUs;
  row.threadId = threadId;
  row.runId = runId;
  row.eventId = models::qtext(event.id);
  const auto bar = event.event.find('|');
  row.mode = models::qtext(std::string_view(event.event).substr(0, bar));
  if (bar != std::string::npos) row.ns = models::qtext(std::string_view(event.event).substr(bar + 1));
  row.json = QByteArray::fromStdString(event.data);
  return row;
}

}  // namespace heddle::console
