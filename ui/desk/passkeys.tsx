// A colleague's own passkeys: seen, set up, removed.

import { known, made } from "@earnest/parts/passkey";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useGravely } from "./anew";
import { api, type Created, given, Problem } from "./api";
import { locale, useWords } from "./words";

const OWN = "/v1/desk/passkeys";
const MICROSECONDS = 1_000;

/** The button that opens them; nothing where this colleague, or this browser, can have none. */
export function Passkeys(): ReactNode {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const own = useOwn();
  if (!own.data?.offered || !known()) return null;
  return (
    <>
      <Button className="button quiet" onPress={() => setOpen(true)}>
        {t("desk-passkeys")}
      </Button>
      <ModalOverlay className="veil" isDismissable isOpen={open} onOpenChange={setOpen}>
        <Modal className="sheet">
          <Dialog>
            <Own onClose={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}

const useOwn = () => useQuery({ queryKey: ["passkeys"], queryFn: async () => given(await api.GET(OWN)) });

function Own({ onClose }: { readonly onClose: () => void }): ReactNode {
  const t = useWords();
  const own = useOwn();
  const gravely = useGravely();
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ["passkeys"] });
  const add = useMutation({
    mutationFn: async () => {
      const { options } = await gravely(async () => given(await api.POST(`${OWN}/asked`)));
      const body = (await made(options)) as Created;
      given(await api.POST(OWN, { body }));
    },
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (passkey: string) =>
      gravely(async () => {
        await api.DELETE(`${OWN}/{passkey}`, { params: { path: { passkey } } });
      }),
    onSettled,
  });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const found = own.data?.passkeys ?? [];
  const wrong = add.error ?? remove.error;
  return (
    <>
      <Heading slot="title">{t("desk-passkeys")}</Heading>
      <p className="soft">{t("desk-passkeys-how")}</p>
      {found.length === 0 ? <p>{t("desk-passkeys-none")}</p> : null}
      <ul className="passkeys">
        {found.map((one) => (
          <li key={one.id}>
            <span>
              {t("desk-passkey-made", { day: day.format(one.made_at / MICROSECONDS) })}{" "}
              <span className="soft">
                {one.used_at
                  ? t("desk-passkey-used", { day: day.format(one.used_at / MICROSECONDS) })
                  : t("desk-passkey-unused")}
              </span>
            </span>
            <Button className="button" isDisabled={remove.isPending} onPress={() => remove.mutate(one.id)}>
              {t("desk-passkey-remove")}
            </Button>
          </li>
        ))}
      </ul>
      {wrong ? <p role="alert">{wrong instanceof Problem ? wrong.message : t("desk-passkey-not")}</p> : null}
      <div className="sheet-ends">
        <Button className="button primary" isDisabled={add.isPending} onPress={() => add.mutate()}>
          {t("desk-passkey-add")}
        </Button>
        <Button className="button" onPress={onClose}>
          {t("desk-close")}
        </Button>
      </div>
    </>
  );
}
