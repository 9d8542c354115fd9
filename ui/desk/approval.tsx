// An approval: the evidence and the row that stopped it come before the buttons, and the button names the effect.

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button, FieldError, Form, Input, Label, Radio, RadioGroup, TextArea, TextField } from "react-aria-components";
import { api, newId, type Waiting } from "./api";
import { type Amount, askedFor, readAmount } from "./money";
import { factOf } from "./outcome";
import { useMe } from "./session";
import { useWhy } from "./trace";
import { useUndo } from "./undo";
import { useWords } from "./words";

const NOTE_LENGTH_MAX = 2_000;
const WAYS = ["approve", "change", "decline"] as const;
type Way = (typeof WAYS)[number];

export function Approval({ one, settled }: { readonly one: Waiting; readonly settled: boolean }): ReactNode {
  const t = useWords();
  const me = useMe();
  return (
    <section aria-labelledby="approval-title" className="panel">
      <h3 id="approval-title">{t("desk-approval")}</h3>
      <Evidence decision={one.decision} />
      {settled ? <p className="tag">{t("desk-settled")}</p> : null}
      {!settled && me.may.includes("approve") ? <Decide one={one} /> : null}
      {!settled && !me.may.includes("approve") ? <p className="soft">{t("desk-may-not-approve")}</p> : null}
    </section>
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
  const decide = (): void => {
    const money = way === "change" ? readAmount(amount, asked?.currency ?? "") : null;
    const trouble = troubleWith(way, note, money, asked);
    setWrong(trouble ? t(trouble) : "");
    if (trouble) return;
    const body = {
      client_id: newId(),
      approve: way !== "decline",
      note: note.trim(),
      amount: money ? amount.trim() : "",
    };
    hold({
      words: t(`desk-deciding-${way || "approve"}`),
      back: () => undefined,
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
  return (
    <Form
      className="decide"
      onSubmit={(event) => {
        event.preventDefault();
        decide();
      }}
    >
      <RadioGroup onChange={(value) => setWay(WAYS.find((known) => known === value) ?? "")} value={way}>
        <Label>{t("desk-your-decision")}</Label>
        {WAYS.filter((known) => known !== "change" || asked).map((known) => (
          <Radio className="radio" key={known} value={known}>
            <span aria-hidden="true" className="radio-mark" />
            {t(`desk-way-${known}`)}
          </Radio>
        ))}
      </RadioGroup>
      {way === "change" ? (
        <TextField isInvalid={wrong !== ""} onChange={setAmount} validationBehavior="aria" value={amount}>
          <Label>{t("desk-amount", { currency: asked?.currency ?? "" })}</Label>
          <Input inputMode="decimal" />
          <FieldError>{wrong}</FieldError>
        </TextField>
      ) : null}
      {way ? (
        <TextField
          isInvalid={wrong !== "" && way === "decline"}
          maxLength={NOTE_LENGTH_MAX}
          onChange={setNote}
          validationBehavior="aria"
          value={note}
        >
          <Label>{t(way === "decline" ? "desk-reason-customer" : "desk-reason-optional")}</Label>
          <TextArea rows={2} />
          <FieldError>{wrong}</FieldError>
        </TextField>
      ) : null}
      <Button className="button primary" isDisabled={!way} type="submit">
        {way ? t(`desk-do-${way}`) : t("desk-decide")}
      </Button>
    </Form>
  );
}
/** What must be mended before a decision can be sent; "" if nothing. */
function troubleWith(way: Way | "", note: string, money: Amount | null, asked: Amount | null): string {
  if (way === "decline" && !note.trim()) return "desk-reason-needed";
  if (way === "change" && (!money || !asked || money.minor >= asked.minor)) return "desk-amount-wrong";
  return "";
}
/* says: desk-reason-needed desk-amount-wrong */
/* says: desk-way-approve desk-way-change desk-way-decline desk-do-approve desk-do-change desk-do-decline */
/* says: desk-deciding-approve desk-deciding-change desk-deciding-decline */
