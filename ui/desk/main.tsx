import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { I18nProvider } from "react-aria-components";
import { createRoot } from "react-dom/client";
import { Anew } from "./anew";
import { Problem } from "./api";
import { Audits } from "./audits";
import { Case, NoCase } from "./case";
import { Keys } from "./keys";
import { Queue } from "./queue";
import { isSignedOut, SignedIn } from "./session";
import { Shell } from "./shell";
import { Undo } from "./undo";
import { language } from "./words";
import "../parts/parts.css";
import "./tokens.css";
import "./desk.css";

const RETRIES_MAX = 2;
const CLIENT_ERROR = 400;
const SERVER_ERROR = 500;

/** A session may end at any call; then the desk asks for the key again, and what was being written stays. */
const ended = (error: unknown): void => {
  if (isSignedOut(error) && queries.getQueryData(["me"])) queries.setQueryData(["me"], null);
};

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: ended }),
  mutationCache: new MutationCache({ onError: ended }),
  defaultOptions: { queries: { retry: (failed, error) => failed < RETRIES_MAX && !isFinal(error), staleTime: 5_000 } },
});

function isFinal(error: unknown): boolean {
  return error instanceof Problem && error.status >= CLIENT_ERROR && error.status < SERVER_ERROR;
}

const root = createRootRoute({
  component: () => (
    <SignedIn>
      <Anew>
        <Undo>
          <Shell />
        </Undo>
      </Anew>
    </SignedIn>
  ),
});
const waiting = createRoute({ getParentRoute: () => root, id: "waiting", component: Queue });
const routes = root.addChildren([
  waiting.addChildren([
    createRoute({ getParentRoute: () => waiting, path: "/", component: NoCase }),
    createRoute({ getParentRoute: () => waiting, path: "/case/$waiting", component: Case }),
  ]),
  createRoute({ getParentRoute: () => root, path: "/audits", component: Audits }),
]);
const router = createRouter({ routeTree: routes, basepath: "/desk", defaultPreload: false });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

document.documentElement.lang = language;
createRoot(document.querySelector("#desk") as HTMLElement).render(
  <StrictMode>
    <I18nProvider locale={language}>
      <QueryClientProvider client={queries}>
        <Keys>
          <RouterProvider router={router} />
        </Keys>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
