// What waits for a person, the nearest clock first. Opening a row moves focus to its brief, and only then.

import { useQuery } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { GridList, GridListItem, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { api, given, type Waiting } from "./api";
import { SlaClock } from "./clock";
import { Others } from "./here";
import { useKeys } from "./keys";
import { useWords } from "./words";

const VIEWS = ["all", "hand_over", "approval"] as const;
const ROWS_IN_LINE_MAX = 3;
const WISH_WORDS_MIN = 3; // fewer are a yes, or a number: they do not say what it is about

type View = (typeof VIEWS)[number];

/** What waits, as the server sorts it. */
export function useQueue(): {
  readonly waiting: readonly Waiting[];
  readonly pending: boolean;
  readonly trouble: string;
} {
  const found = useQuery({ queryKey: ["queue"], queryFn: async () => given(await api.GET("/v1/desk/queue")) });
  return { waiting: found.data?.waiting ?? [], pending: found.isPending, trouble: found.error?.message ?? "" };
}

export function Queue(): ReactNode {
  const t = useWords();
  const { waiting, pending, trouble } = useQueue();
  const [view, setView] = useState<View>("all");
  const open = useLocation().pathname.split("/case/")[1] ?? "";
  const go = useNavigate();
  const shown = useMemo(() => waiting.filter((one) => view === "all" || one.kind === view), [waiting, view]);
  const step = (by: number): void => {
    const at = shown.findIndex((one) => one.id === open);
    const next = shown[Math.min(Math.max(at + by, 0), shown.length - 1)];
    if (next) void go({ to: "/case/$waiting", params: { waiting: next.id } });
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  return (
    <main className={open ? "desk desk-open" : "desk"} id="main">
      <section aria-labelledby="queue-title" className="queue">
        <h2 id="queue-title">
          {t("desk-waiting")} <span className="count">{shown.length}</span>
        </h2>
        <ToggleButtonGroup
          aria-label={t("desk-views")}
          className="views"
          disallowEmptySelection
          onSelectionChange={(keys) => setView(VIEWS.find((one) => keys.has(one)) ?? "all")}
          selectedKeys={[view]}
        >
          {VIEWS.map((one) => (
            <ToggleButton className="view" id={one} key={one}>
              {t(`desk-view-${one.replace("_", "-")}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        {trouble ? <p className="trouble">{trouble}</p> : null}
        <GridList
          aria-label={t("desk-waiting")}
          className="rows"
          dependencies={[open]}
          items={shown}
          onAction={(id) => void go({ to: "/case/$waiting", params: { waiting: String(id) } })}
          renderEmptyState={() => <p className="empty">{t(pending ? "desk-loading" : "desk-nothing-waits")}</p>}
          selectionMode="none"
        >
          {(one) => <Row one={one} open={one.id === open} />}
        </GridList>
      </section>
      <Outlet />
    </main>
  );
}

function Row({ one, open }: { readonly one: Waiting; readonly open: boolean }): ReactNode {
  const t = useWords();
  const wish = wishOf(one);
  return (
    <GridListItem className={open ? "row row-open" : "row"} id={one.id} textValue={`${one.customer} ${wish}`}>
      <span className="row-who">
        {one.customer}
        {one.language ? <span className="tag">{one.language.toUpperCase()}</span> : null}
        <Others conversation={one.conversation} />
        {one.taken_by ? <span className="tag">{t("desk-taken", { name: one.taken_by })}</span> : null}
      </span>
      <span className="row-wish">{wish}</span>
      <span className="row-foot">
        <SlaClock dueAt={one.due_at} />
        <span className="soft">{reasonOf(one, t)}</span>
      </span>
    </GridListItem>
  );
}

/** What it is about in one line: an approval by what would be done, anything else by the customer's own words. */
export function wishOf(one: Waiting): string {
  const done = one.summary
    .slice(0, ROWS_IN_LINE_MAX)
    .map((row) => row.value)
    .join(" · ");
  const said = one.brief.asked.findLast((words) => words.trim().split(/\s+/).length >= WISH_WORDS_MIN);
  return one.kind === "approval" ? done : (said ?? one.brief.asked.at(-1) ?? done);
}

/** Why it waits, in house words. */
export function reasonOf(one: Waiting, t: (key: string) => string): string {
  if (one.kind === "approval") return t("desk-kind-approval");
  return t(one.kind === "governance" ? "desk-reason-governance" : `desk-reason-${one.reason.replaceAll("_", "-")}`);
}
/* says: desk-view-all desk-view-hand-over desk-view-approval */
/* says: desk-reason-asked desk-reason-unsure desk-reason-gate desk-reason-reputation desk-reason-unclear-outcome */
/* says: desk-reason-out-of-scope desk-reason-fault desk-reason-contested desk-reason-governance */
/* says: desk-reason-switched-off */
