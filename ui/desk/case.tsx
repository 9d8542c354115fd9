// One case: the brief first, then the conversation, and for an approval what stopped it and the decision.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useCallback, useLayoutEffect, useMemo, useRef } from "react";
import { Button } from "react-aria-components";
import { api, given, newId, type Talk, type Waiting } from "./api";
import { Approval } from "./approval";
import { Brief } from "./brief";
import { SlaClock } from "./clock";
import { Composer } from "./composer";
import { CustomerData } from "./customer";
import { Others, useBeHere } from "./here";
import { Incident } from "./incident";
import { useKeys } from "./keys";
import { reasonOf, useQueue } from "./queue";
import { useMe } from "./session";
import { Transcript } from "./transcript";
import { useWords } from "./words";

export function NoCase(): ReactNode {
  const t = useWords();
  return (
    <section className="no-case">
      <p className="soft">{t("desk-open-one")}</p>
    </section>
  );
}

export function Case(): ReactNode {
  const t = useWords();
  const id = useParams({ strict: false }).waiting ?? "";
  const { waiting, pending } = useQueue();
  const found = waiting.find((one) => one.id === id);
  const last = useRef<Waiting | undefined>(undefined);
  if (found) last.current = found;
  const one = found ?? (last.current?.id === id ? last.current : undefined); // settled while it is looked at: it stays
  if (!one)
    return (
      <section className="no-case">
        <p className="soft">{t(pending ? "desk-loading" : "desk-case-gone")}</p>
      </section>
    );
  return <OpenCase key={id} one={one} settled={!found} />;
}

function OpenCase({ one, settled }: { readonly one: Waiting; readonly settled: boolean }): ReactNode {
  const t = useWords();
  const go = useNavigate();
  const brief = useRef<HTMLHeadingElement>(null);
  const conversation = one.conversation;
  const talk = useQuery({
    queryKey: ["conversation", conversation],
    queryFn: async () =>
      given(await api.GET("/v1/desk/conversations/{conversation}", { params: { path: { conversation } } })),
  });
  const write = useBeHere(conversation);
  useLayoutEffect(() => brief.current?.focus(), []); // it was opened by hand: reading starts where a sighted person looks
  useKeys(useMemo(() => ({ b: () => brief.current?.focus(), esc: () => void go({ to: "/" }) }), [go]));
  return (
    <section aria-labelledby="case-title" className="case">
      <header className="case-head">
        <Link className="back" to="/">
          ← {t("desk-back")}
        </Link>
        <h2 id="case-title">
          {one.customer} <span className="soft mono">{conversation}</span>
        </h2>
        <p className="case-why">
          {settled ? <span className="tag">{t("desk-settled")}</span> : <SlaClock dueAt={one.due_at} />}
          <span>{reasonOf(one, t)}</span>
        </p>
        <span className="others" role="status">
          <Others conversation={conversation} />
        </span>
        {talk.data ? <Holding kind={one.kind} settled={settled} talk={talk.data} /> : null}
      </header>
      <div className="case-body">
        <section aria-label={t("desk-conversation")} className="case-talk">
          {talk.data ? (
            <Transcript talk={talk.data} />
          ) : (
            <p className="empty">{talk.error?.message ?? t("desk-loading")}</p>
          )}
          {talk.data ? <Composer onWrite={write} talk={talk.data} /> : null}
        </section>
        <aside className="case-side">
          <Brief heading={brief} one={one} />
          <CustomerData conversation={conversation} />
          {one.kind === "incident" ? <Incident one={one} settled={settled} /> : null}
          {one.kind === "approval" ? <Approval one={one} settled={settled} talk={talk.data} /> : null}
        </aside>
      </div>
    </section>
  );
}

type Way = "take" | "hand-back" | "close";

interface HoldingProps {
  readonly talk: Talk;
  readonly kind: Waiting["kind"];
  readonly settled: boolean;
}

/** Who has the conversation, and the one button that changes it. */
function Holding({ talk, kind, settled }: HoldingProps): ReactNode {
  const t = useWords();
  const me = useMe();
  const client = useQueryClient();
  const mine = talk.with === "person" && talk.colleague === me.name;
  const change = useMutation({
    mutationFn: async (way: Way) =>
      api.POST(`/v1/desk/conversations/{conversation}/${way}`, {
        params: { path: { conversation: talk.id } },
        body: { client_id: newId() },
      }),
    onSettled: () => client.invalidateQueries(),
  });
  const { isPending, mutate } = change;
  const act = useCallback((way: Way): void => (isPending ? undefined : mutate(way)), [isPending, mutate]);
  useKeys(useMemo(() => ({ h: () => act(mine ? "hand-back" : "take") }), [act, mine]));
  const closes = kind === "governance" && !settled && !mine && me.may.includes("govern");
  const who = talk.with === "person" ? t("desk-with-person", { name: talk.colleague }) : t(`desk-with-${talk.with}`);
  return (
    <div className="holding">
      <span className="tag strong">{who}</span>
      {mine ? (
        <>
          <Button className="button" onPress={() => act("hand-back")}>
            {t("desk-hand-back")}
          </Button>
          <Button className="button" onPress={() => act("close")}>
            {t("desk-end")}
          </Button>
        </>
      ) : (
        <Button className="button primary" onPress={() => act("take")}>
          {t("desk-take-over")}
        </Button>
      )}
      {closes ? (
        <Button className="button" onPress={() => act("close")}>
          {t("desk-close-governance")}
        </Button>
      ) : null}
      {change.error ? <p className="trouble">{change.error.message}</p> : null}
    </div>
  );
}
/* says: desk-with-assistant desk-with-nobody */
