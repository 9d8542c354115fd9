// The frame of every screen: where one is, who one is, whether the line is live.

import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay, Switch } from "react-aria-components";
import { api } from "./api";
import { useKeyboard, useKeys } from "./keys";
import { useLive } from "./live";
import { useMe } from "./session";
import { useWords } from "./words";

const KEYS = ["j", "k", "Enter", "r", "n", "h", "b", "y", "z", "g-h", "g-a", "?", "Escape"] as const;

export function Shell(): ReactNode {
  const t = useWords();
  const me = useMe();
  const live = useLive();
  const client = useQueryClient();
  const go = useNavigate();
  const here = useLocation().pathname;
  const [help, setHelp] = useState(false);
  useKeys(
    useMemo(
      () => ({
        "?": () => setHelp(true),
        "g h": () => void go({ to: "/" }),
        "g a": () => void go({ to: "/audits" }),
      }),
      [go],
    ),
  );
  const leave = async (): Promise<void> => {
    await api.POST("/v1/desk/sign-out");
    client.clear();
    window.location.reload();
  };
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t("desk-skip")}
      </a>
      <header className="bar">
        <h1 className="mark">{t("desk-title")}</h1>
        <nav aria-label={t("desk-places")}>
          <Link className="place" data-status={here === "/audits" ? undefined : "active"} to="/">
            {t("desk-waiting")}
          </Link>
          {me.may.includes("audit") ? (
            <Link className="place" to="/audits">
              {t("desk-audits")}
            </Link>
          ) : null}
        </nav>
        <span className={`live live-${live}`} role="status">
          <span aria-hidden="true">{live === "live" ? "●" : "○"}</span> {t(`desk-connection-${live}`)}
        </span>
        <span className="me">
          {me.name}
          <span className="role"> · {t(`desk-role-${me.role}`)}</span>
        </span>
        <Button className="button quiet" onPress={() => setHelp(true)}>
          {t("desk-keys")}
        </Button>
        <Button className="button quiet" onPress={() => void leave()}>
          {t("desk-sign-out")}
        </Button>
      </header>
      <Outlet />
      <KeySheet isOpen={help} onOpenChange={setHelp} />
    </div>
  );
}

function KeySheet(open: { readonly isOpen: boolean; readonly onOpenChange: (open: boolean) => void }): ReactNode {
  const t = useWords();
  const keyboard = useKeyboard();
  return (
    <ModalOverlay className="veil" isDismissable {...open}>
      <Modal className="sheet">
        <Dialog>
          {({ close }) => (
            <>
              <Heading slot="title">{t("desk-keys")}</Heading>
              <Switch className="switch" isSelected={keyboard.on} onChange={keyboard.switchTo}>
                <span aria-hidden="true" className="switch-track" />
                {t("desk-keys-on")}
              </Switch>
              <dl className="key-list">
                {KEYS.map((key) => (
                  <div key={key}>
                    <dt>
                      <kbd>{key.replace("-", " ")}</kbd>
                    </dt>
                    <dd>{t(`desk-key-${NAMES[key] ?? key}`)}</dd>
                  </div>
                ))}
              </dl>
              <Button className="button" onPress={close}>
                {t("desk-close")}
              </Button>
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

const NAMES: Readonly<Partial<Record<(typeof KEYS)[number], string>>> = {
  "?": "help",
  Enter: "enter",
  Escape: "escape",
};
/* says: desk-connection-live desk-connection-waiting desk-role-support desk-role-approver desk-role-owner */
/* says: desk-key-j desk-key-k desk-key-enter desk-key-r desk-key-n desk-key-h desk-key-b desk-key-y desk-key-z */
/* says: desk-key-g-h desk-key-g-a desk-key-help desk-key-escape */
