// What one person decided where two should have, and changed rules that wait for a second one: everybody with a role is told.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { useGravely } from "./anew";
import { api, given, type Held } from "./api";
import { useMe } from "./session";
import { locale, useWords } from "./words";

const FRESH_MILLISECONDS = 60_000;
const MICROSECONDS = 1_000;
const DIGEST_SHOWN = 12;

const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

export function Alone(): ReactNode {
  const t = useWords();
  const told = useQuery({
    queryKey: ["alone"],
    queryFn: async () => given(await api.GET("/v1/desk/alone")),
    staleTime: FRESH_MILLISECONDS,
  });
  const found = told.data?.alone ?? [];
  const held = told.data?.held ?? [];
  if (found.length + held.length === 0) return null;
  return (
    <section aria-label={t("desk-told")} className="told">
      {held.length > 0 ? (
        <details className="alone" open>
          <summary>{t("desk-held", { count: held.length })}</summary>
          <p className="soft">{t("desk-held-how")}</p>
          <ul>
            {held.map((one) => (
              <Waiting held={one} key={one.digest} />
            ))}
          </ul>
        </details>
      ) : null}
      {found.length > 0 ? (
        <details className="alone">
          <summary>{t("desk-alone", { count: found.length })}</summary>
          <ul>
            {found.map((one) => (
              <li key={one.decision}>
                {day.format(one.at / MICROSECONDS)}: {t(`desk-alone-${one.what}`)}, {t(`desk-alone-${one.how}`)}.{" "}
                <span className="mono">{one.decision}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

/** One changed rule. Whoever sees to rules says that they wrote it, or publishes what another wrote. */
function Waiting({ held }: { readonly held: Held }): ReactNode {
  const t = useWords();
  const me = useMe();
  const gravely = useGravely();
  const client = useQueryClient();
  const sees = me.may.includes("rules");
  const rules = useQuery({
    queryKey: ["rules"],
    queryFn: async () => given(await api.GET("/v1/desk/rules")).gates,
    enabled: sees,
  });
  const [before, after] = [false, true].map((waits) =>
    rules.data?.find((one) => one.held === waits && one.name === held.gate),
  );
  const author = after?.author ?? "";
  const act = useMutation({
    mutationFn: () =>
      gravely(async () => {
        const params = { path: { gate: held.gate } };
        if (author) await api.POST("/v1/desk/rules/{gate}/publish", { params, body: { digest: held.digest } });
        else await api.POST("/v1/desk/rules/{gate}", { params });
      }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["alone"] });
      void client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  return (
    <li>
      <strong>{held.gate}</strong>, {t("desk-held-since", { time: day.format(held.since / MICROSECONDS) })}{" "}
      <span className="mono">{held.digest.slice(0, DIGEST_SHOWN)}</span>{" "}
      {author ? <span className="soft">{t("desk-held-author", { name: author })}</span> : null}{" "}
      {sees && rules.data ? (
        <Button className="button" isDisabled={act.isPending} onPress={() => act.mutate()}>
          {t(author ? "desk-held-publish" : "desk-held-mine")}
        </Button>
      ) : null}
      {after ? (
        <details>
          <summary>{t("desk-held-texts")}</summary>
          <div className="versions">
            <Version text={before?.text ?? ""} title={t("desk-held-before")} />
            <Version text={after.text} title={t("desk-held-after")} />
          </div>
        </details>
      ) : null}
      {act.error ? <p role="alert">{act.error.message}</p> : null}
    </li>
  );
}

function Version({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <pre className="mono">{text}</pre>
    </section>
  );
}
/* says: desk-alone-approval desk-alone-hold desk-alone-gate desk-alone-waited desk-alone-confirmed */
