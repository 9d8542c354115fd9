// An approval: the evidence and the row that stopped it come before the buttons, and the button names the effect.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { Button, FieldError, Form, Input, Label, Radio, RadioGroup, TextArea, TextField } from "react-aria-components";
import { api, newId, type Talk, type Waiting } from "./api";
import { type Keymap, useKeys } from "./keys";
import { type Amount, askedFor, readAmount, showAmount } from "./money";
import { factOf } from "./outcome";
import { useMe } from "./session";
import { useWhy } from "./trace";
import { useUndo } from "./undo";
import { locale, useWords } from "./words";

const MICROSECONDS = 1_000;
const NOTE_LENGTH_MAX = 2_000;
const WAYS = ["approve", "change", "decline"] as const;
type Way = (typeof WAYS)[number];

interface ApprovalProps {
  readonly one: Waiting;
  readonly talk: Talk | undefined;
  readonly settled: boolean;
}

export function Approval({ one, talk, settled }: ApprovalProps): ReactNode {
  const t = useWords();
  const me = useMe();
  const [decision, decided] = Object.entries(talk?.decisions ?? {}).find(
    ([, known]) => known.approval === one.id && known.held_until > 0,
  ) ?? ["", null];
  return (
    <section aria-labelledby="approval-title" className="panel">
      <h3 id="approval-title">{t("desk-approval")}</h3>
      <Evidence decision={one.decision} />
      {settled && !decided ? <p className="tag">{t("desk-settled")}</p> : null}
      {settled && decided ? <Held decision={decision} until={decided.held_until / MICROSECONDS} /> : null}
      {!settled && me.may.includes("approve") ? <Decide one={one} /> : null}
      {!settled && !me.may.includes("approve") ? <p className="soft">{t("desk-may-not-approve")}</p> : null}
    </section>
  );
}

/** What was approved is held for its skill's undo time; until then it can be taken back, and the case waits anew. */
function Held({ decision, until }: { readonly decision: string; readonly until: number }): ReactNode {
  const t = useWords();
  const me = useMe();
  const client = useQueryClient();
  const [over, setOver] = useState(() => Date.now() >= until);
  useEffect(() => {
    const timer = window.setTimeout(() => setOver(true), until - Date.now());
    return () => window.clearTimeout(timer);
  }, [until]);
  const takeBack = useMutation({
    mutationFn: async () =>
      api.POST("/v1/desk/decisions/{decision}/take-back", {
        params: { path: { decision } },
        body: { client_id: newId() },
      }),
    onSettled: () => client.invalidateQueries(),
  });
  const may = me.may.includes("approve") && !over;
  const { isPending, mutate } = takeBack;
  const back = useCallback((): void => (isPending ? undefined : mutate()), [isPending, mutate]);
  useKeys(useMemo((): Keymap => (may ? { z: back } : {}), [may, back]));
  if (over) return <p className="tag">{t("desk-settled")}</p>;
  const time = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(until);
  return (
    <div className="held">
      <p>{t("desk-held-until", { time })}</p>
      {may ? (
        <Button className="button" onPress={back}>
          {t("desk-take-back")}
        </Button>
      ) : null}
      {takeBack.error ? <p className="trouble">{takeBack.error.message}</p> : null}
    </div>
  );
}

function Evidence({ decision }: { readonly decision: string }): ReactNode {
  const t = useWords();
  const why = useWhy(decision);
  if (!why.data) return <p className="soft">{why.error?.message ?? t("desk-loading")}</p>;
  return (
    <>
      <h4>{t("desk-evidence")}</h4>
      <dl className="facts">
        {Object.entries(why.data.facts).map(([name, value]) => (
          <div key={name}>
            <dt>{name.replaceAll("_", " ")}</dt>
            <dd>{factOf(value, t)}</dd>
          </div>
        ))}
      </dl>
      <h4>{t("desk-stopped-by")}</h4>
      <ul className="stopped">
        {why.data.rules.map((rule) => (
          <li key={rule.row}>
            <span aria-hidden="true">⚑</span> {rule.says || rule.row}
          </li>
        ))}
      </ul>
    </>
  );
}

function Decide({ one }: { readonly one: Waiting }): ReactNode {
  const t = useWords();
  const asked = askedFor(useWhy(one.decision).data?.facts ?? {});
  const client = useQueryClient();
  const hold = useUndo();
  const [way, setWay] = useState<Way | "">("");
  const [amount, setAmount] = useState("");
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState("");
  const [leaving, setLeaving] = useState(false);
  const money = way === "change" ? readAmount(amount, asked?.currency ?? "") : null;
  const decide = (): void => {
    const trouble = troubleWith(way, note, money, asked);
    setWrong(trouble ? t(trouble) : "");
    if (trouble) return;
    const body = {
      client_id: newId(),
      approve: way !== "decline",
      note: note.trim(),
      amount: money ? amount.trim() : "",
    };
    setLeaving(true);
    hold({
      words: t(`desk-deciding-${way || "approve"}`),
      back: () => setLeaving(false),
      deed: async () => {
        await api.POST("/v1/desk/approvals/{approval}", {
          params: { path: { approval: one.id } },
          body,
          keepalive: true,
        });
        await client.invalidateQueries();
      },
    });
  };
  if (leaving) return <p className="decide soft">{t(`desk-deciding-${way || "approve"}`)}</p>;
  const moves = way === "change" ? money : way === "approve" ? asked : null;
  return (
    <Form
      className="decide"
      onSubmit={(event) => {
        event.preventDefault();
        decide();
      }}
    >
      <RadioGroup onChange={(value) => setWay(WAYS.find((known) => known === value) ?? "")} value={way || null}>
        <Label>{t("desk-your-decision")}</Label>
        {WAYS.filter((known) => known !== "change" || asked).map((known) => (
          <Radio className="radio" key={known} value={known}>
            <span aria-hidden="true" className="radio-mark" />
            {t(`desk-way-${known}`)}
          </Radio>
        ))}
      </RadioGroup>
      {way === "change" ? (
        <TextField
          isInvalid={wrong === t("desk-amount-wrong")}
          onChange={setAmount}
          validationBehavior="aria"
          value={amount}
        >
          <Label>{t("desk-amount", { currency: asked?.currency ?? "" })}</Label>
          <Input inputMode="decimal" />
          <FieldError>{wrong}</FieldError>
        </TextField>
      ) : null}
      {way ? (
        <TextField
          isInvalid={wrong === t("desk-reason-needed")}
          maxLength={NOTE_LENGTH_MAX}
          onChange={setNote}
          validationBehavior="aria"
          value={note}
        >
          <Label>{t(way === "approve" ? "desk-reason-optional" : "desk-reason-customer")}</Label>
          <TextArea rows={2} />
          <FieldError>{wrong}</FieldError>
        </TextField>
      ) : null}
      <Button className="button primary" isDisabled={!way} type="submit">
        {moves ? t("desk-do-amount", { amount: showAmount(moves, locale) }) : t(way ? `desk-do-${way}` : "desk-decide")}
      </Button>
    </Form>
  );
}

/** What must be mended before a decision can be sent; "" if nothing. */
function troubleWith(way: Way | "", note: string, money: Amount | null, asked: Amount | null): string {
  if (way === "change" && (!money || !asked || money.minor >= asked.minor)) return "desk-amount-wrong";
  if (way !== "approve" && !note.trim()) return "desk-reason-needed";
  return "";
}
/* says: desk-reason-needed desk-amount-wrong */
/* says: desk-way-approve desk-way-change desk-way-decline desk-do-approve desk-do-change desk-do-decline */
/* says: desk-deciding-approve desk-deciding-change desk-deciding-decline */
