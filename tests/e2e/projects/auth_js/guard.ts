// SPDX-License-Identifier: Apache-2.0
/** Bearer NAME is the user NAME. Threads belong to whoever made them; store items stand below their owner's name. */

import { Auth, HTTPException, isStudioUser } from "@langchain/langgraph-sdk/auth";

enum Refused {
  Nobody = "nobody",
}

export const auth = new Auth()
  .authenticate(async (request: Request) => {
    const header = request.headers.get("authorization");
    if (header === null) throw new HTTPException(401, { message: "Who are you?", headers: { "WWW-Authenticate": "Bearer" } });
    const name = header.replace("Bearer ", "");
    if (name === Refused.Nobody) throw new HTTPException(403, { message: "nobody is not a user" });
    if (name === "broken") throw new TypeError("a secret of the handler");
    if (name === "plain") return name;
    const text = request.method === "POST" ? await request.text() : "";
    return { identity: name, permissions: ["weave"], path: new URL(request.url).pathname, sent: text.length };
  })
  .on("*", ({ user }) => isStudioUser(user))
  .on("threads", ({ value, user }) => {
    const wanted = value as { metadata?: Record<string, unknown> };
    wanted.metadata = { ...wanted.metadata, owner: user.identity };
    return { owner: user.identity };
  })
  .on("threads:delete", ({ user }) => (user.identity === "intern" ? false : { owner: { $eq: user.identity } }))
  .on("*:read", () => true)
  .on("threads:read", ({ user }) => ({ owner: user.identity }))
  .on("store", ({ value, user }) => {
    value.namespace = [user.identity, ...(value.namespace ?? [])];
  });
