// The conversation as it stands, every author labelled, the assistant's decisions one key away. Nothing scrolls by itself
// while somebody reads further up: a button says how much is new.

import { type Item, type Part, readItem } from "@earnest/parts/tree";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components";
import "@earnest/parts/cards";
import "@earnest/parts/notes";
import type { Talk } from "./api";
import { AuthorBadge, type Writer } from "./badge";
import { useKeys } from "./keys";
import { outcomeOf } from "./outcome";
import { Trace } from "./trace";
import { locale, useWords } from "./words";

const MICROSECONDS = 1_000;
const NEAR_END_PIXELS = 80;

type Entry = { readonly item: Item; readonly writer: Writer; readonly name: string };

export function Transcript({ talk }: { readonly talk: Talk }): ReactNode {
  const t = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(0);
  const entries = useMemo(() => read(talk), [talk]);
  const last = entries.at(-1)?.item.seq ?? 0;
  const nearEnd = useRef(true);
  const toEnd = useCallback((): void => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
    setSeen(last);
  }, [last]);
  useEffect(() => {
    if (nearEnd.current) toEnd();
  }, [toEnd]);
  const fresh = entries.filter((one) => one.item.seq > seen).length;
  const [open, setOpen] = useState("");
  const newest = entries.findLast((one) => one.item.author === "assistant" && one.item.decision)?.item.decision ?? "";
  useKeys(useMemo(() => ({ y: () => setOpen((before) => (before ? "" : newest)) }), [newest]));
  return (
    <div className="talk-frame">
      <div
        aria-label={t("desk-transcript")}
        aria-live="off"
        className="talk"
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          nearEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS;
          if (nearEnd.current) setSeen(last);
        }}
        ref={box}
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
      >
        {entries.map((one) => (
          <Message entry={one} key={one.item.id} onTrace={setOpen} open={open === one.item.decision} talk={talk} />
        ))}
      </div>
      {fresh > 0 && seen > 0 ? (
        <Button className="button fresh" onPress={toEnd}>
          {t("desk-new-messages", { count: fresh })}
        </Button>
      ) : null}
    </div>
  );
}

function read(talk: Talk): Entry[] {
  return talk.items.flatMap((raw) => {
    const note = raw.author === "note";
    const item = readItem(note ? { ...raw, author: "colleague" } : raw);
    if (!item) return [];
    return [{ item, writer: note ? "note" : item.author, name: item.author === "customer" ? talk.customer : raw.name }];
  });
}

interface MessageProps {
  readonly entry: Entry;
  readonly talk: Talk;
  readonly open: boolean;
  readonly onTrace: (decision: string) => void;
}

function Message({ entry, talk, open, onTrace }: MessageProps): ReactNode {
  const t = useWords();
  const { item, writer, name } = entry;
  const decided = writer === "assistant" ? talk.decisions[item.decision] : undefined;
  const at = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(item.at / MICROSECONDS);
  return (
    <article className={`message message-${writer}`} data-author={item.ai ? "ai" : writer}>
      <header>
        <AuthorBadge author={writer} name={name} />
        <time className="soft small">{at}</time>
      </header>
      {item.parts.map((part, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an item never change
        <PartView key={place} part={part} />
      ))}
      {decided ? (
        <div className="trace-line">
          <button
            aria-expanded={open}
            className="link small"
            onClick={() => onTrace(open ? "" : item.decision)}
            type="button"
          >
            {t("desk-trace")}
          </button>
          <span className="soft small">
            {[
              decided.intent.replaceAll("_", " "),
              decided.sure === null ? "" : `${decided.sure} %`,
              outcomeOf(decided.outcome, t),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </div>
      ) : null}
      {open && item.decision ? <Trace decision={item.decision} /> : null}
    </article>
  );
}

/** One part of an item, drawn by the elements that the customer's panel uses; here they are looked at only. */
function PartView({ part }: { readonly part: Part }): ReactNode {
  const t = useWords();
  const shared = { say: t, language: locale, now: Date.now() };
  switch (part.kind) {
    case "words":
      return (
        <p className="said" dir="auto">
          {part.text}
        </p>
      );
    case "reason":
      return <p className="soft small because">{part.text}</p>;
    case "choices":
      return (
        <ul className="offered">
          {part.options.map((one) => (
            <li key={one.id}>{one.label}</li>
          ))}
        </ul>
      );
    case "quote":
      return <earnest-quote quote={part} {...shared} />;
    case "card":
      return (
        <div inert>
          <earnest-card card={part} standing="open" {...shared} />
        </div>
      );
    case "receipt":
      return (
        <div inert>
          <earnest-receipt receipt={part} {...shared} />
        </div>
      );
    case "offer":
      return (
        <div inert>
          <earnest-offer offer={part} {...shared} />
        </div>
      );
    case "hand_over":
      return (
        <div inert>
          <earnest-hand-over notice={part} {...shared} />
        </div>
      );
  }
}
