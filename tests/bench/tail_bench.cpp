// SPDX-License-Identifier: Apache-2.0
// tail_bench DEPLOYMENT_JSON RUN_ID: the window with the live tail of one run in front, following. Waits for
// the run's end and prints what the tail counted, how long the GUI thread and a thread that does nothing were
// away, and what memory the process took, as one JSON object.
#include "app/console/console.h"
#include "models/tables/tail_table.h"
#include "tests/bench/heartbeat.h"
#include "ui/widgets/tail_view.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>

using namespace heddle;

namespace {

double residentMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

/// From the first event to the end of the run.
class Measurement : public QObject {
 public:
  explicit Measurement(models::TailTable& events) : events_(events), before_(residentMegabytes()) {
    connect(&events_, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int from, int to) {
      for (int row = from; row <= to; ++row)
        count(events_.at(row));
      if (!beat_) beat_ = std::make_unique<bench::Heartbeat>();
      if (events_.at(events_.rowCount() - 1).mode == QStringLiteral("end")) report();
    });
  }

 private:
  void count(const models::TailRow& row) {
    const bool note = row.mode == QStringLiteral("note");
    if (note || row.mode == QStringLiteral("gap")) ++remarks_;
    if (note && row.json.contains("interrupted")) ++interruptions_;
  }
  void report() {
    const auto gaps = beat_->stop();
    std::printf(
        "{\"received\": %llu, \"shown\": %d, \"dropped\": %llu, \"interruptions\": %d, \"seconds\": %.3f, "
        "\"gap_ms\": %.2f, "
        "\"work_ms\": %.2f, \"control_gap_ms\": %.2f, \"over_50_ms\": %d, \"work_over_50_ms\": %d, "
        "\"frame_p99_ms\": %.2f, \"control_frame_p99_ms\": %.2f, "
        "\"memory_mb\": %.1f, \"memory_before_mb\": %.1f}\n",
        events_.received() - static_cast<quint64>(remarks_), events_.rowCount() - remarks_, events_.dropped(),
        interruptions_, gaps.seconds, gaps.own, gaps.work, gaps.control, gaps.over50, gaps.workOver50,
        gaps.frameP99, gaps.controlFrameP99, residentMegabytes(), before_);
    QCoreApplication::quit();
  }

  models::TailTable& events_;
  double before_;
  int remarks_ = 0, interruptions_ = 0;  // rows that are no events, and those of them that tell of a loss
  std::unique_ptr<bench::Heartbeat> beat_;
};

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  if (argc != 3) return 2;
  const QTemporaryDir profile;
  console::Console console({profile.path(), QString::fromLocal8Bit(argv[1])});
  console.window().resize(1440, 900);
  console.show();
  shell::Page* page = console.window().open(
      {QStringLiteral("tail"), console.window().currentDeployment(), QString::fromLatin1(argv[2])},
      shell::OpenMode::NewTab);
  auto* view = page->widget()->findChild<widgets::TailView*>();
  Measurement measurement(static_cast<models::TailTable&>(*view->model()));
  return QApplication::exec();
}
