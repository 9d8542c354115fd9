// The desk speaks to the public, versioned API only, through a client whose types are generated from its OpenAPI file.

import type { components, paths } from "@earnest/api/schema";
import createClient from "openapi-fetch";
import type { Readable } from "openapi-typescript-helpers";

type Schemas = { [Name in keyof components["schemas"]]: Readable<components["schemas"][Name]> };
export type Me = Schemas["MeShown"];
export type Way = Schemas["WaysShown"]["ways"][number];
export type Signed = Schemas["SignedAnswer"];
export type Created = Schemas["CreatedAnswer"];
export type Held = Schemas["HeldShown"];
export type Waiting = Schemas["QueuedShown"];
export type Talk = Schemas["DeskConversationShown"];
export type Audit = Schemas["AuditShown"];

const SAFE = new Set(["GET", "HEAD"]);

/** What the server said no to, in its own words, which tell what to do next. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly kind: string = "",
  ) {
    super(message);
  }
}

export const api = createClient<paths>({ baseUrl: "/", credentials: "same-origin" });

api.use({
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set("X-Earnest-Desk", "1");
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    throw await problemOf(response);
  },
});

async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const { detail, type } = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return new Problem(response.status, typeof detail === "string" ? detail : response.statusText, String(type ?? ""));
}

/** The body of an answer; what is not there was thrown as a problem before. */
export function given<T>(answer: { data?: T | undefined }): T {
  if (answer.data === undefined) throw new Problem(0, "The server gave no answer.");
  return answer.data;
}

/** An id of our own for a message: sent twice, it counts once. */
export const newId = (): string => crypto.randomUUID();
