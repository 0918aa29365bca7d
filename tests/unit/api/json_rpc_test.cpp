// SPDX-License-Identifier: Apache-2.0
#include "backend/api/json_rpc.h"

#include "backend/api/delegation.h"
#include "backend/api/mcp_tools.h"

#include <QTest>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

using namespace heddle;
using namespace heddle::api;

namespace {

class Recorder : public net::BodyWriter {
 public:
  core::Task<bool> write(std::string_view bytes) override {
    pieces.emplace_back(bytes);
    co_return closed == net::Closing::no;
  }
  net::Closing closing() const override { return closed; }
  core::Task<void> untilClosing() override { co_return; }

  std::vector<std::string> pieces;
  net::Closing closed = net::Closing::no;
};

/// Writes what it is given, piece by piece.
class Pieces : public net::StreamBody {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  core::Task<void> run(net::BodyWriter& out) override {
    for (const auto& piece : pieces_)
      co_await out.write(piece);
  }

 private:
  std::vector<std::string> pieces_;
};

core::Task<std::string> bracketed(std::string text) {
  co_return "<" + text + ">";
}

std::vector<std::string> rewrite(std::vector<std::string> pieces) {
  Delegated answer;
  answer.response.stream = std::make_unique<Pieces>(std::move(pieces));
  answer.request = std::make_unique<net::Request>();
  const auto bracket = [](const net::Request&, std::string text) { return bracketed(std::move(text)); };
  const auto body = rewritten(std::move(answer), bracket);
  boost::asio::io_context io;
  Recorder recorder;
  boost::asio::co_spawn(io, body->run(recorder), boost::asio::detached);
  io.run();
  return recorder.pieces;
}

net::Request accepting(std::string value) {
  net::Request request;
  request.headers.push_back({"accept", std::move(value)});
  return request;
}

}  // namespace

class ApiJsonRpcTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void messages_data();
  void messages();
  void accept();
  void answers();
  void refusals();
  void blanksPassAndTheDocumentIsRewritten();
  void namesOfTools();
};

void ApiJsonRpcTest::messages_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<int>("kind");
  QTest::addColumn<QString>("id");
  using Kind = json_rpc::Message::Kind;
  const auto row = [](const char* text, Kind kind, const char* id) {
    QTest::newRow(text) << QByteArray(text) << static_cast<int>(kind) << QString::fromLatin1(id);
  };
  row(R"({"jsonrpc":"2.0","id":"a\"b","method":"m"})", Kind::request, R"("a\"b")");
  row(R"({"jsonrpc":"2.0","id":-1.50,"method":"m","params":null})", Kind::request, "-1.50");
  row(R"({"jsonrpc":"2.0","method":"m","params":{"a":1}})", Kind::notification, "");
  row(R"({"jsonrpc":"2.0","id":1,"result":{}})", Kind::response, "");
  row(R"({"jsonrpc":"2.0","id":1,"error":{}})", Kind::response, "");
}

void ApiJsonRpcTest::messages() {
  QFETCH(QByteArray, text);
  QFETCH(int, kind);
  QFETCH(QString, id);
  const auto read = json_rpc::read(text.toStdString());
  const auto* message = std::get_if<json_rpc::Message>(&read);
  QVERIFY(message);
  QCOMPARE(static_cast<int>(message->kind), kind);
  QCOMPARE(QString::fromStdString(message->id), id);
}

void ApiJsonRpcTest::accept() {
  QVERIFY(json_rpc::accepts(accepting("text/html, Application/Json ;q=1"), "application/json"));
  QVERIFY(json_rpc::accepts(accepting("*/*"), "text/event-stream"));
  QVERIFY(json_rpc::accepts(accepting("text/*"), "text/event-stream"));
  QVERIFY(!json_rpc::accepts(accepting("text/*"), "application/json"));
  QVERIFY(!json_rpc::accepts(accepting("application/jsonx"), "application/json"));
  QVERIFY(!json_rpc::accepts(net::Request(), "application/json"));
}

void ApiJsonRpcTest::answers() {
  QCOMPARE(json_rpc::resultText("1.0", "{}"), std::string(R"({"jsonrpc":"2.0","id":1.0,"result":{}})"));
  const json_rpc::Failure failure{-32602, "no \"x\"", "[1]"};
  QCOMPARE(
      json_rpc::failureText({}, failure),
      std::string(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"no \"x\"","data":[1]}})"));
}

void ApiJsonRpcTest::refusals() {
  auto busy = net::Response::json(R"({"detail":"later"})", 503);
  busy.with("retry-after", "1");
  const auto kept = json_rpc::refusalResponse("1", busy);
  QCOMPARE(kept.status, 503);
  QCOMPARE(kept.headers.size(), std::size_t(1));
  QVERIFY(kept.body.find(R"("code":-32603,"message":"later")") != std::string::npos);
  const auto wrong = json_rpc::refusalResponse("1", net::Response::json(R"({"detail":"bad"})", 422));
  QCOMPARE(wrong.status, 200);
  QVERIFY(wrong.body.find(R"("code":-32602,"message":"bad")") != std::string::npos);
}

void ApiJsonRpcTest::blanksPassAndTheDocumentIsRewritten() {
  QCOMPARE(rewrite({"\n", "\n", "{\"a\":", "1}"}), (std::vector<std::string>{"\n", "\n", "<{\"a\":1}>"}));
  QCOMPARE(rewrite({"\n"}), (std::vector<std::string>{"\n"}));
}

void ApiJsonRpcTest::namesOfTools() {
  QCOMPARE(mcp::toolName("a.b-C_9"), std::string("a.b-C_9"));
  QCOMPARE(mcp::toolName("a b/c"), std::string("a_b_c"));
  QCOMPARE(mcp::toolName("\xC3\xA9"), std::string());
  QCOMPARE(mcp::toolName(std::string(200, 'x')).size(), std::size_t(128));
}

QTEST_APPLESS_MAIN(ApiJsonRpcTest)
#include "json_rpc_test.moc"
