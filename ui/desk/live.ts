// Live updates: one event stream for the whole desk. What it names is fetched anew; what is shown never jumps.

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export type Connection = "live" | "waiting";

const RETRY_MILLISECONDS_MAX = 30_000;
const RETRY_MILLISECONDS = 1_000;
const STREAM = "/v1/desk/stream";

/** Follow the desk's stream while somebody is signed in. */
export function useLive(): Connection {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>("waiting");
  useEffect(() => follow(client, setConnection), [client]);
  return connection;
}

function follow(client: QueryClient, tell: (connection: Connection) => void): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let wait = RETRY_MILLISECONDS;
  const open = (): void => {
    source = new EventSource(STREAM);
    source.addEventListener("open", () => {
      wait = RETRY_MILLISECONDS;
      tell("live");
      void client.invalidateQueries(); // what happened while nobody listened
    });
    source.addEventListener("queue", () => void client.invalidateQueries({ queryKey: ["queue"] }));
    source.addEventListener("conversation", (event) => {
      const id = conversationOf(event);
      if (id) void client.invalidateQueries({ queryKey: ["conversation", id] });
    });
    source.addEventListener("error", () => {
      tell("waiting");
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      timer = window.setTimeout(open, wait);
      wait = Math.min(wait * 2, RETRY_MILLISECONDS_MAX);
    });
  };
  open();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}

function conversationOf(event: Event): string {
  if (!(event instanceof MessageEvent) || typeof event.data !== "string") return "";
  const data: unknown = JSON.parse(event.data);
  const id = typeof data === "object" && data !== null && "id" in data ? data.id : "";
  return typeof id === "string" ? id : "";
}
