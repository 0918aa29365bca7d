// SPDX-License-Identifier: Apache-2.0
// window_bench FOLDER THREAD=STATE…: the window on deployments 0.json, 1.json … of FOLDER. Prints one JSON
// object per figure and line: opening each thread to the first paint of its state, stalls of the window while
// the largest is searched, compared and copied, suggestions of the filter, going between tabs and
// deployments, memory, and the processor that a window costs which nobody touches, shown and hidden.
#include "app/console/console.h"
#include "backend/deployment/deployment_json.h"
#include "models/tables/tail_table.h"
#include "models/values/value_tree.h"
#include "tests/bench/heartbeat.h"
#include "ui/panels/runs/runs_page.h"
#include "ui/panels/thread_detail/thread_detail_panel.h"
#include "ui/panels/values/diff_pane.h"
#include "ui/panels/values/value_pane.h"
#include "ui/shell/tab_area.h"
#include "ui/widgets/filter_bar.h"
#include "ui/widgets/json_tree.h"
#include "ui/widgets/search_field.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCompleter>
#include <QDir>
#include <QEventLoop>
#include <QKeyEvent>
#include <QLabel>
#include <QMap>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>
#include <libpq-fe.h>

using namespace heddle;
using bench::since;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kPatience{120}, kIdle{20};

void print(const QString& name, double value, const char* unit, double floor) {
  std::printf("{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\", \"floor\": %.4f}\n", qPrintable(name),
              value, unit, floor);
  std::fflush(stdout);
}

void print(const QString& name, const std::vector<double>& milliseconds, double floor) {
  std::printf("{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"ms\", \"floor\": %.4f, \"p95\": %.4f}\n",
              qPrintable(name), bench::median(milliseconds), floor, bench::p95(milliseconds));
  std::fflush(stdout);
}

double residentMegabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

void pass(std::chrono::milliseconds time) {
  QEventLoop loop;
  QTimer::singleShot(time, &loop, &QEventLoop::quit);
  loop.exec();
}

/// Ends a wait with the first paint, anywhere in the process, at which the condition holds for what is
/// painted.
class Paint : public QObject {
 public:
  explicit Paint(std::function<bool(const QObject*)> shows) : shows_(std::move(shows)) {
    qApp->installEventFilter(this);
  }

  void wait() {
    QTimer::singleShot(kPatience, &loop_, [this] { loop_.exit(1); });
    if (loop_.exec() != 0) throw std::runtime_error("nothing was painted");
  }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint && shows_(watched)) {
      qApp->removeEventFilter(this);
      // Behind the paint that is about to happen.
      QMetaObject::invokeMethod(&loop_, &QEventLoop::quit, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  std::function<bool(const QObject*)> shows_;
  QEventLoop loop_;
};

template <typename View>
bool showsRows(const QWidget& page) {
  for (const View* view : page.findChildren<View*>()) {
    if (view->isVisible() && view->model() != nullptr && view->model()->rowCount() > 0) return true;
  }
  return false;
}

class Bench {
 public:
  explicit Bench(const QString& folder) : folder_(folder), console_({profile_.path(), file(0)}) {
    console_.window().resize(1440, 900);
    console_.show();
    open(QStringLiteral("runs"));
  }

  /// Milliseconds until the page has painted rows.
  template <typename View = QTableView>
  double open(const QString& kind, const QString& object = {}) {
    const auto start = Clock::now();
    shell::Page* page = console_.window().open({kind, console_.window().currentDeployment(), object},
                                               shell::OpenMode::NewTab);
    Paint([page](const QObject*) { return showsRows<View>(*page->widget()); }).wait();
    return since(start);
  }

  /// The least of several threads with a state of that size, each opened for the first time.
  void openThreads(const QStringList& threads, const QString& size) {
    double least = std::numeric_limits<double>::infinity(), floor = least;
    for (const QString& thread : threads) {
      floor = std::min(floor, bare(thread));
      least = std::min(least, open<widgets::JsonTree>(QStringLiteral("thread"), thread));
    }
    print(QStringLiteral("open_thread_of_") + size, least, "ms", floor);
  }

  /// What is done with a state that is on the screen, and for how long each keeps the window from painting.
  void use(const QString& thread, const QString& size) {
    open<widgets::JsonTree>(QStringLiteral("thread"), thread);
    auto* panel = static_cast<panels::ThreadDetailPanel*>(console_.window().currentPage()->widget());
    auto* pane = panel->findChild<panels::ValuePane*>();
    auto* tree = pane->findChild<widgets::JsonTree*>();
    auto* values = static_cast<models::ValueTree*>(tree->model());
    // Large values come after the others: until then a card stands there.
    const auto whole = [values] {
      const auto& shown = values->value();
      return shown != nullptr && shown->size() > 0 &&
             std::none_of(shown->members().begin(), shown->members().end(), [](const auto& channel) {
               return channel.second.find("__unreadable__") != nullptr;
             });
    };
    stall(
        size, QStringLiteral("read_all"), [] {}, whole);
    stall(
        size, QStringLiteral("expand"), [tree] { tree->expandToDepth(1); }, [] { return true; });
    auto* search = pane->findChild<widgets::SearchField*>();
    stall(
        size, QStringLiteral("search"),
        [search] {
          search->setText(QStringLiteral("not in it"));
          Q_EMIT search->returnPressed();
        },
        [search] { return search->accessibleDescription() == QStringLiteral("not found"); });
    search->clear();
    panels::ThreadPlace both;
    both.a = QStringLiteral("1f0c0000-0000-6000-8000-000000000000");
    both.b = QStringLiteral("1f0c0000-0001-6000-8000-000000000000");
    auto* diff = panel->findChild<panels::DiffPane*>();
    stall(
        size, QStringLiteral("diff"), [&] { panel->setPlace(both); },
        [diff] { return says(*diff, QStringLiteral("1 added")); });
    for (QAction* action : panel->actionList()) {
      if (action->text() == QStringLiteral("Copy state"))
        stall(
            size, QStringLiteral("copy"), [action] { action->trigger(); },
            [] { return QApplication::clipboard()->text().size() > 1000; });
    }
    stall(
        size, QStringLiteral("close"),
        [this] { console_.window().findChild<shell::TabArea*>()->closeCurrent(); }, [] { return true; });
  }

  /// Between two tabs that have their rows, and between two deployments.
  void goBetween(int times) {
    open(QStringLiteral("threads"));
    std::vector<double> tabs;
    for (int round = 0; round < times; ++round)
      tabs.push_back(open(round % 2 == 0 ? QStringLiteral("runs") : QStringLiteral("threads")));
    print(QStringLiteral("switch_of_tab"), tabs, emptyPaint());
    const QString first = console_.window().currentDeployment();
    add(1);
    const QString second = console_.window().currentDeployment();
    if (first == second) throw std::runtime_error("the second deployment is not in front");
    std::vector<double> deployments;
    for (int round = 0; round < times; ++round) {
      const auto start = Clock::now();
      console_.window().setCurrentDeployment(round % 2 == 0 ? first : second);
      Paint([this](const QObject*) {
        return showsRows<QTableView>(*console_.window().currentPage()->widget());
      }).wait();
      deployments.push_back(since(start));
    }
    print(QStringLiteral("switch_of_deployment"), deployments, emptyPaint());
  }

  /// From a key in the filter of the runs to the paint of what it offers.
  void suggest(int times) {
    open(QStringLiteral("runs"));
    auto& page = static_cast<panels::RunsPage&>(*console_.window().currentPage()->widget());
    auto* edit = page.filterBar().findChild<widgets::FilterEdit*>();
    QAbstractItemView* offers = edit->findChild<QCompleter*>()->popup();
    std::vector<double> taken;
    for (int round = 0; round < times; ++round) {
      offers->hide();
      QApplication::setActiveWindow(&console_.window());  // without a window manager nobody does
      page.focusFilter();
      edit->clear();
      QKeyEvent key(QEvent::KeyPress, Qt::Key_S, Qt::NoModifier, QStringLiteral("s"));
      const auto start = Clock::now();
      QCoreApplication::sendEvent(edit, &key);
      Paint([offers](const QObject* painted) {
        return painted == offers->viewport() && offers->model()->rowCount() > 0;
      }).wait();
      taken.push_back(since(start));
    }
    offers->hide();
    edit->clear();
    print(QStringLiteral("key_in_filter_to_suggestions"), taken, emptyPaint());
  }

  /// Opens a further deployment and its runs.
  void add(int number) {
    console_.open(file(number));
    open(QStringLiteral("runs"));
  }

  /// Percent of one processor.
  void idle(const QString& name, double floor) {
    pass(std::chrono::seconds{6});  // what was just done has its aftermath
    const double before = bench::computed(CLOCK_PROCESS_CPUTIME_ID);
    const auto start = Clock::now();
    pass(kIdle);
    print(name, (bench::computed(CLOCK_PROCESS_CPUTIME_ID) - before) / since(start) * 100, "%", floor);
  }
  void hide() {
    console_.window().hide();
    pass(std::chrono::seconds{6});
    QObject::connect(&console_.time(), &console::WindowTime::refreshDue, &console_.window(),
                     [] { qFatal("a hidden window asks its database"); });
  }

  /// Those that have answered.
  std::size_t deployments() {
    const auto all = console_.deployments().all();
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const auto* one) {
      return one->session() != nullptr && one->session()->capabilities() != nullptr;
    }));
  }

 private:
  static bool says(const QWidget& widget, const QString& text) {
    const auto labels = widget.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&text](const QLabel* label) { return label->text().contains(text); });
  }

  /// The longest time that the window's thread computed without a look at its events, from the deed to what
  /// it leads to; and the longest that a thread beside it had to wait.
  static void stall(const QString& size, const QString& what, const std::function<void()>& deed,
                    const std::function<bool()>& done) {
    const auto start = Clock::now();
    bench::Heartbeat heart;
    QEventLoop loop;
    QTimer::singleShot(0, &loop, deed);
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
      if (done()) loop.quit();
      if (since(start) > 1000.0 * static_cast<double>(kPatience.count())) loop.exit(1);
    });
    look.start(std::chrono::milliseconds{20});
    if (loop.exec() != 0) throw std::runtime_error("no end of: " + what.toStdString());
    pass(std::chrono::milliseconds{200});  // what it leads to is painted
    const auto gaps = heart.stop();
    print(QStringLiteral("stall_of_%1_at_%2").arg(what, size), gaps.work, "ms", gaps.control);
  }

  QString file(int number) const { return QDir(folder_).filePath(QStringLiteral("%1.json").arg(number)); }

  /// The window painted as a whole, with all that is in it already.
  double emptyPaint() {
    const auto start = Clock::now();
    console_.window().repaint();
    return since(start);
  }

  /// The blobs of the thread through plain libpq.
  double bare(const QString& thread) const {
    const auto deployment = deployment::readDeploymentFile(file(0).toStdString());
    if (!deployment) throw std::runtime_error(deployment.error().message);
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(deployment->database.c_str()),
                                                                  &PQfinish);
    const std::string id = thread.toStdString();
    const char* const values[] = {id.c_str()};
    const auto start = Clock::now();
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexecParams(connection.get(), "select blob from checkpoint_blobs where thread_id = $1", 1, nullptr,
                     values, nullptr, nullptr, 1),
        &PQclear);
    if (PQntuples(result.get()) == 0) throw std::runtime_error("the thread has no blobs");
    return since(start);
  }

  QString folder_;
  QTemporaryDir profile_;
  console::Console console_;
};

/// Over a million events in the ring: the first rows, and all, after another filter; against looking for the
/// word in each of them.
void filterTail() {
  constexpr int kEvents = 1'000'000, kBatch = 10'000;
  models::TailTable table(kEvents);
  std::vector<QByteArray> texts;
  for (int done = 0; done < kEvents; done += kBatch) {
    std::vector<models::TailRow> batch(kBatch);
    for (int n = 0; n < kBatch; ++n) {
      auto& row = batch[static_cast<std::size_t>(n)];
      row.mode = QStringLiteral("custom");
      row.runId = QStringLiteral("run");
      row.json = "{\"token\": \"word " + QByteArray::number((done + n) % 1000) +
                 "\", \"n\": " + QByteArray::number(done + n) +
                 ", \"more\": \"the quick brown fox jumps over the lazy dog\"}";
      texts.push_back(row.json);
    }
    table.append(std::move(batch));
  }
  auto start = Clock::now();
  qsizetype found = 0;
  for (const QByteArray& text : texts)
    found += text.contains("word 7") ? 1 : 0;
  const double floor = since(start);
  start = Clock::now();
  table.setFilter(QStringLiteral("word 7"), {});
  const double first = since(start);
  while (table.isFiltering())
    QCoreApplication::processEvents();
  if (table.rowCount() != found) throw std::runtime_error("the filter found something else");
  print(QStringLiteral("filter_of_1M_tail_events_first_rows"), first, "ms", floor);
  print(QStringLiteral("filter_of_1M_tail_events"), since(start), "ms", floor);
}

void measureAll(const QStringList& arguments, double nothing) {
  Bench bench(arguments.at(1));
  print(QStringLiteral("memory_of_one_deployment"), residentMegabytes(), "MB", nothing);
  bench.idle(QStringLiteral("idle_cpu_at_5_s"), 1);
  bench.suggest(41);
  bench.goBetween(41);
  for (int number = 2; number < 10; ++number)
    bench.add(number);
  if (bench.deployments() != 10) throw std::runtime_error("not all deployments are open");
  print(QStringLiteral("memory_of_ten_deployments"), residentMegabytes(), "MB", nothing);
  QMap<QString, QStringList> threads;
  for (const QString& thread : arguments.sliced(2))
    threads[thread.section(u'=', 1)].append(thread.section(u'=', 0, 0));
  for (auto size = threads.cbegin(); size != threads.cend(); ++size)
    bench.openThreads(*size, size.key());
  bench.use(threads.last().first(), threads.lastKey());
  bench.hide();
  bench.idle(QStringLiteral("idle_cpu_hidden"), 0.1);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  try {
    // What Qt, its fonts and an empty window take.
    double nothing = 0;
    {
      QWidget empty;
      empty.show();
      pass(std::chrono::milliseconds{200});
      nothing = residentMegabytes();
    }
    measureAll(QCoreApplication::arguments(), nothing);
    filterTail();
    return 0;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "window_bench: %s\n", failure.what());
    return 1;
  }
}
