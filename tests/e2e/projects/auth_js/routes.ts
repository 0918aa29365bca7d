// SPDX-License-Identifier: Apache-2.0
/** A route of the project's own, with the user that the auth handler knows. */

export const app = {
  fetch: (request: Request, env: { user?: { identity: string } }) =>
    Response.json({ path: new URL(request.url).pathname, identity: env.user?.identity ?? null }),
};
