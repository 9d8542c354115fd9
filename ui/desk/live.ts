// Live updates: one event stream a browser. The tab that holds the lock has it and tells the others; when that tab closes,
// the next one takes over. What an event names is fetched anew; what is shown never jumps.

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export type Connection = "live" | "waiting";

/** A colleague who has a conversation open. */
export interface Here {
  readonly name: string;
  readonly typing: boolean;
}

/** Who has which conversation open, by its id. */
export type Everywhere = Readonly<Record<string, readonly Here[]>>;

type Told =
  | { readonly kind: "state"; readonly connection: Connection; readonly here: Everywhere }
  | { readonly kind: "opened" }
  | { readonly kind: "queue" }
  | { readonly kind: "conversation"; readonly id: string }
  | { readonly kind: "ended" }
  | { readonly kind: "who" };
type Tell = (told: Told) => void;

const RETRY_MILLISECONDS_MAX = 30_000;
const RETRY_MILLISECONDS = 1_000;
const STREAM = "/v1/desk/stream";
const SHARED = "earnest-desk-stream";
const UNAUTHORIZED = 401;

/** Follow the desk's stream while somebody is signed in who may. */
export function useLive(may: boolean): Connection {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>("waiting");
  useEffect(() => (may ? share((told) => hear(told, client, setConnection)) : undefined), [client, may]);
  return connection;
}

function hear(told: Told, client: QueryClient, setConnection: (connection: Connection) => void): void {
  switch (told.kind) {
    case "state":
      setConnection(told.connection);
      client.setQueryData<Everywhere>(["here"], told.here);
      return;
    case "opened":
      void client.invalidateQueries(); // what happened while nobody listened
      return;
    case "queue":
      void client.invalidateQueries({ queryKey: ["queue"] });
      return;
    case "conversation":
      void client.invalidateQueries({ queryKey: ["conversation", told.id] });
      return;
    case "ended":
      client.setQueryData(["me"], null);
      return;
    case "who":
  }
}

/** Share one stream among the tabs of this browser; gives back what stops it here. */
function share(hearHere: Tell): () => void {
  const channel = new BroadcastChannel(SHARED);
  const gone = new AbortController();
  let state: Told | null = null; // only the tab that leads has one
  const tell: Tell = (told) => {
    if (told.kind === "state") state = told;
    hearHere(told);
    channel.postMessage(told);
  };
  channel.addEventListener("message", ({ data }: MessageEvent<Told>) => {
    if (data.kind !== "who") hearHere(data);
    else if (state) channel.postMessage(state);
  });
  channel.postMessage({ kind: "who" } satisfies Told);
  const lead = (): Promise<void> => follow(tell, gone.signal);
  // Without locks (plain HTTP from another machine) each tab has a stream of its own.
  const led = "locks" in navigator ? navigator.locks.request(SHARED, { signal: gone.signal }, lead) : lead();
  led.catch(() => undefined); // it was stopped while it waited for the lock
  return () => {
    gone.abort();
    channel.close();
  };
}

/** Follow the stream until stopped. */
function follow(tell: Tell, stopped: AbortSignal): Promise<void> {
  let source: EventSource | null = null;
  let timer = 0;
  let wait = RETRY_MILLISECONDS;
  let connection: Connection = "waiting";
  let here: Everywhere = {};
  const say = (now: Connection, who: Everywhere): void => {
    connection = now;
    here = who;
    tell({ kind: "state", connection, here });
  };
  const open = (): void => {
    source = new EventSource(STREAM);
    source.addEventListener("open", () => {
      wait = RETRY_MILLISECONDS;
      say("live", {});
      tell({ kind: "opened" });
    });
    source.addEventListener("queue", () => tell({ kind: "queue" }));
    source.addEventListener("conversation", (event) => tell({ kind: "conversation", id: textOf(event, "id") }));
    source.addEventListener("here", (event) => say(connection, { ...here, [textOf(event, "id")]: whoOf(event) }));
    source.addEventListener("end", (event) => {
      if (dataOf(event).status === UNAUTHORIZED) tell({ kind: "ended" });
    });
    source.addEventListener("error", () => {
      say("waiting", here);
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      timer = window.setTimeout(open, wait);
      wait = Math.min(wait * 2, RETRY_MILLISECONDS_MAX);
    });
  };
  open();
  return new Promise((done) => {
    stopped.addEventListener("abort", () => {
      window.clearTimeout(timer);
      source?.close();
      done();
    });
  });
}

function dataOf(event: Event): Readonly<Record<string, unknown>> {
  if (!(event instanceof MessageEvent) || typeof event.data !== "string") return {};
  const data: unknown = JSON.parse(event.data);
  return typeof data === "object" && data !== null ? { ...data } : {};
}

function textOf(event: Event, name: string): string {
  const found = dataOf(event)[name];
  return typeof found === "string" ? found : "";
}

function whoOf(event: Event): readonly Here[] {
  const found = dataOf(event).here;
  if (!Array.isArray(found)) return [];
  return found.flatMap((one: unknown) =>
    typeof one === "object" && one !== null && "name" in one && typeof one.name === "string"
      ? [{ name: one.name, typing: "typing" in one && one.typing === true }]
      : [],
  );
}
