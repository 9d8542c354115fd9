// The brief: what a colleague must know before the first word. What the customer put right stands as theirs.

import type { ReactNode, RefObject } from "react";
import type { Waiting } from "./api";
import { SlaClock } from "./clock";
import { outcomeOf } from "./outcome";
import { wishOf } from "./queue";
import { useWords } from "./words";

interface BriefProps {
  readonly one: Waiting;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

export function Brief({ one, heading }: BriefProps): ReactNode {
  const t = useWords();
  const { asked, known, tried, promised } = one.brief;
  const rows = known.length > 0 ? known : one.summary;
  const wish = one.kind === "approval" ? "" : wishOf(one); // said once is enough
  return (
    <section aria-labelledby="brief-title" className="panel brief">
      <h3 id="brief-title" ref={heading} tabIndex={-1}>
        {t("desk-brief")}
      </h3>
      <dl className="facts">
        {asked.length > 0 && wish ? (
          <div>
            <dt>{t("desk-brief-asked")}</dt>
            <dd dir="auto">“{wish}”</dd>
          </div>
        ) : null}
        <Known corrections={one.corrections} wish={wish} rows={rows.filter(({ value }) => value !== wish)} />
        {tried.length > 0 ? (
          <div>
            <dt>{t("desk-brief-tried")}</dt>
            <dd>
              {tried.map((step) => (
                <div key={step.decision}>
                  {[step.intent.replaceAll("_", " "), outcomeOf(step.outcome, t)].filter(Boolean).join(": ")}
                </div>
              ))}
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{t("desk-brief-promised")}</dt>
          <dd>
            {promised.length === 0 ? t("desk-brief-nothing-promised") : null}
            {promised.map((promise) => (
              <div key={promise.decision}>
                {promise.text} {promise.due_at ? <SlaClock dueAt={promise.due_at} /> : null}
              </div>
            ))}
          </dd>
        </div>
      </dl>
      <p className="soft small">
        {t("desk-decision")} <span className="mono">{one.decision}</span>
      </p>
    </section>
  );
}

type Rows = Waiting["summary"];

interface KnownProps {
  readonly rows: Rows;
  readonly corrections: Rows;
  readonly wish: string;
}

/** What is known; a row that the customer corrected shows both, and whose each is. */
function Known({ rows, corrections, wish }: KnownProps): ReactNode {
  const t = useWords();
  const corrected = new Map(corrections.map(({ label, value }) => [label, value]));
  const known = new Set(rows.map(({ label }) => label));
  const added = corrections.filter(({ label, value }) => !known.has(label) && value !== wish);
  return (
    <>
      {[...rows, ...added].map(({ label, value }, at) => {
        const put = corrected.get(label);
        const right = put === value && known.has(label) ? undefined : put; // left as it was
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows may share a label, and never change places
          <div key={`${at} ${label}`}>
            <dt>{label}</dt>
            <dd dir="auto">
              {right === undefined ? value : null}
              {right !== undefined && right !== value ? <del className="soft">{value}</del> : null}
              {right === undefined ? null : (
                <>
                  <ins>{right}</ins> <span className="tag">{t("desk-corrected")}</span>
                </>
              )}
            </dd>
          </div>
        );
      })}
    </>
  );
}
