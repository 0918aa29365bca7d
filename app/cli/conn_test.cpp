// SPDX-License-Identifier: Apache-2.0
#include "app/cli/asking.h"
#include "app/cli/printing.h"
#include "app/cli/verbs.h"
#include "backend/client/connection_test.h"

namespace heddle::cli {
namespace {

using client::Stage;
using client::StageResult;
using wire::Value;

const char* word(StageResult result) {
  switch (result) {
    case StageResult::passed:
      return "passed";
    case StageResult::warned:
      return "warning";
    case StageResult::failed:
      return "failed";
    case StageResult::notReached:
      return "not reached";
    case StageResult::waiting:
      return "waiting";
  }
  return "";
}

const char* word(client::Source source) {
  if (source == client::Source::postgres) return "postgres";
  return source == client::Source::redis ? "redis" : "api";
}

Value jsonOf(const Stage& stage) {
  const auto text = [](const QString& value) { return textValue(value.toStdString()); };
  return Value::ofObject({{"source", Value::ofString(word(stage.source))},
                          {"stage", text(stage.name)},
                          {"result", Value::ofString(word(stage.result))},
                          {"detail", text(stage.detail)},
                          {"cause", text(stage.cause)},
                          {"fix", text(stage.fix)},
                          {"microseconds", Value::ofInt(stage.time.count())}});
}

Value flavourJson(const Stage& stage) {
  return Value::ofObject(
      {{"word", textValue(stage.flavour.toStdString())}, {"badge", textValue(stage.badge.toStdString())}});
}

/// Nobody there, or nobody lets us in: unreachable; anything later is a finding.
bool isUnreachable(const Stage& stage) {
  if (stage.result != StageResult::failed) return false;
  return stage.name.startsWith(QLatin1String("Resolve")) || stage.name.startsWith(QLatin1String("TCP")) ||
         stage.name.startsWith(QLatin1String("TLS")) || stage.name == QLatin1String("Login") ||
         stage.name == QLatin1String("Database");
}

}  // namespace

int connTest(const Arguments& arguments, const deployment::Deployment& deployment) {
  client::ConnectionTest test(deployment);
  QEventLoop loop;
  QObject::connect(&test, &client::ConnectionTest::finished, &loop, &QEventLoop::quit);
  test.start();
  loop.exec();
  int code = test.passed() ? kFine : kFindings;
  Value::Array stages;
  Value flavour;  // of the database, once it was recognised
  std::vector<std::vector<std::string>> rows;
  for (const auto& stage : test.stages()) {
    if (isUnreachable(stage)) code = kUnreachable;
    if (!stage.flavour.isEmpty() && flavour.isNull()) flavour = flavourJson(stage);
    stages.push_back(jsonOf(stage));
    const QString said = stage.result == StageResult::failed ? stage.cause + QLatin1Char(' ') + stage.fix
                         : stage.fix.isEmpty()               ? stage.detail
                                               : stage.detail + QStringLiteral(": ") + stage.fix;
    rows.push_back({word(stage.source), stage.name.toStdString(), word(stage.result), said.toStdString()});
  }
  if (arguments.json)
    printJson(Value::ofObject({{"passed", Value::ofBool(test.passed())},
                               {"flavour", std::move(flavour)},
                               {"stages", Value::ofArray(std::move(stages))}}));
  else
    printTable({"SOURCE", "STAGE", "RESULT", "DETAIL"}, rows);
  return code;
}

}  // namespace heddle::cli
