// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/api/routes.h"
#include "memory_ports.h"
#include "tests/integration/net/http_connection.h"
#include "tests/integration/net/running_server.h"

#include <optional>

#include <boost/asio/awaitable.hpp>

namespace heddle::test {

/// The whole API behind the real listener, over ports in memory.
struct ApiFixture {
  ApiFixture() {
    runners.state.loaded = true;
    runners.state.graphs.push_back({"agent", "", "python", std::nullopt, std::nullopt, 12});
    runners.state.graphs.push_back({"broken", "", "python", "ImportError: x", "Traceback …", 3});
    runners.state.interpreters.text =
        R"([{"language":"python","version":"3.11.2","executable":"/usr/bin/python3","packages":{"langgraph":"1.2.0"}}])";
    const core::AssistantId system{core::Uuid::named(core::kAssistantSpace, "agent")};
    assistants.rows[system] =
        "{\"assistant_id\":\"" + system.text() +
        R"(","graph_id":"agent","config":{},"context":{},"metadata":{"created_by":"system"}})";
    const auto fill = [this](boost::asio::io_context& io, net::Router& router) {
      runs.emplace(io.get_executor());
      api.emplace(api::Api{{assistants,
                            threads,
                            threadLife,
                            runRows,
                            items,
                            crons,
                            queue,
                            live,
                            *runs,
                            graphs,
                            runners,
                            {[this] { return queue.depth(); }, noWebhooks, [] { return true; }},
                            {},
                            {},
                            {}},
                           options});
      api::registerRoutes(router, *api);
    };
    options.heartbeat = std::chrono::milliseconds(40);
    server.emplace(fill, net::ServerOptions{});
    client.emplace(server->port);
  }

  Answer ask(const std::string& request, bool head = false) {
    client->send(request);
    return client->receive(head);
  }
  core::ThreadId addThread(core::ThreadHead head = {}) {
    const core::ThreadId id{core::Uuid::random()};
    server->onServer([&] { return threads.rows.emplace(id, std::move(head)).second; });
    return id;
  }
  core::RunId addRun(const core::ThreadId& thread, core::RunStatus status) {
    core::RunRow row;
    row.runId = core::RunId{core::Uuid::random()};
    row.threadId = thread;
    row.status = status;
    return server->onServer([&] { return runRows.rows.emplace(row.runId, row).first->first; });
  }

  MemoryAssistants assistants;
  MemoryThreads threads;
  MemoryThreadLife threadLife;
  MemoryRuns runRows;
  ScriptedItems items;
  NoCrons crons;
  QuietLive live;
  MemoryQueue queue;
  std::optional<ScriptedRuns> runs;
  ScriptedReader reader;
  api::ReaderAnswers graphs{reader};
  FixedRunners runners;
  api::Options options;
  std::optional<api::Api> api;
  std::optional<RunningServer> server;
  std::optional<HttpConnection> client;
};

inline std::string request(const std::string& method, const std::string& path, const std::string& body = {},
                           const std::string& headers = {}) {
  return method + " " + path + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + headers + "\r\n" + body;
}

}  // namespace heddle::test
