// SPDX-License-Identifier: Apache-2.0
#include "models/format/snippets.h"

#include "models/tables/cell_text.h"

#include <QUrl>

namespace heddle::models {

QString plainAddress(const QString& apiUrl) {
  const QUrl url(apiUrl.isEmpty() ? QStringLiteral("http://127.0.0.1:2024") : apiUrl);
  return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment |
                      QUrl::StripTrailingSlash);
}

QString sdkSnippet(const QString& apiUrl, const QString& graph) {
  return QStringLiteral(
             "# pip install langgraph-sdk\n"
             "import asyncio\n"
             "from langgraph_sdk import get_client\n"
             "\n"
             "async def main():\n"
             "    client = get_client(url=%1)\n"
             "    thread = await client.threads.create()\n"
             "    async for part in client.runs.stream(\n"
             "        thread[\"thread_id\"], %2, input={\"messages\": [{\"role\": \"user\", \"content\": "
             "\"hi\"}]},\n"
             "        stream_mode=[\"updates\", \"messages-tuple\"],\n"
             "    ):\n"
             "        print(part.event, part.data)\n"
             "\n"
             "asyncio.run(main())\n")
      .arg(jsonQuoted(plainAddress(apiUrl)), jsonQuoted(graph.isEmpty() ? QStringLiteral("agent") : graph));
}

}  // namespace heddle::models
