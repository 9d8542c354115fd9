// Reply or note: the two look, read and are sent differently, so that a note is never sent to a customer by mistake.

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { Button, Label, TextArea, TextField, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { flushSync } from "react-dom";
import { api, newId, type Talk } from "./api";
import { useDraft } from "./draft";
import { useKeys } from "./keys";
import { useMe } from "./session";
import { useUndo } from "./undo";
import { useWords } from "./words";

const TEXT_LENGTH_MAX = 8_000;
type Way = "reply" | "note";

interface ComposerProps {
  readonly talk: Talk;
  readonly onWrite: (writes: boolean) => void;
}

export function Composer({ talk, onWrite }: ComposerProps): ReactNode {
  const t = useWords();
  const me = useMe();
  const client = useQueryClient();
  const hold = useUndo();
  const field = useRef<HTMLTextAreaElement>(null);
  const [way, setWay] = useState<Way>("reply");
  const [text, setText] = useDraft(`${me.name} ${talk.id} ${way}`);
  const mine = talk.with === "person" && talk.colleague === me.name;
  const closed = way === "reply" && !mine;
  const begin = useCallback((next: Way): void => {
    flushSync(() => setWay(next)); // a reply that may not be written is disabled, and cannot take the focus
    field.current?.focus();
  }, []);
  useKeys(useMemo(() => ({ r: () => begin("reply"), n: () => begin("note") }), [begin]));
  const write = (next: string): void => {
    setText(next);
    onWrite(next.trim() !== "");
  };
  const send = (): void => {
    const words = text.trim();
    if (!words || closed) return;
    const id = newId();
    setText("");
    onWrite(false);
    hold({
      words: t(`desk-sending-${way}`),
      back: () => setText(words),
      deed: async () => {
        await api.POST(`/v1/desk/conversations/{conversation}/${way}`, {
          params: { path: { conversation: talk.id } },
          body: { client_id: id, text: words },
          keepalive: true,
        });
        await client.invalidateQueries({ queryKey: ["conversation", talk.id] });
      },
    });
  };
  return (
    <form
      className={`composer composer-${way}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <ToggleButtonGroup
        aria-label={t("desk-composer-kind")}
        className="views"
        disallowEmptySelection
        onSelectionChange={(keys) => setWay(keys.has("note") ? "note" : "reply")}
        selectedKeys={[way]}
      >
        <ToggleButton className="view" id="reply">
          {t("desk-reply")}
        </ToggleButton>
        <ToggleButton className="view" id="note">
          {t("desk-note")}
        </ToggleButton>
      </ToggleButtonGroup>
      <TextField isDisabled={closed} maxLength={TEXT_LENGTH_MAX} onChange={write} value={text}>
        <Label>{closed ? t("desk-take-over-first") : t(`desk-${way}-label`)}</Label>
        <TextArea
          onKeyDown={(event) => {
            if (event.key === "Escape") field.current?.blur(); // single keys are heard again
            if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            send();
          }}
          ref={field}
          rows={3}
        />
      </TextField>
      <Button className="button primary" isDisabled={closed || !text.trim()} type="submit">
        {t(`desk-send-${way}`)}
      </Button>
    </form>
  );
}
/* says: desk-sending-reply desk-sending-note desk-send-reply desk-send-note desk-reply-label desk-note-label */
