// The frame of every screen: where one is, who one is, whether the line is live.

import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo, useState } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay, Switch } from "react-aria-components";
import { Alone } from "./alone";
import { api } from "./api";
import { useKeyboard, useKeys } from "./keys";
import { useLive } from "./live";
import { Passkeys } from "./passkeys";
import { useMe } from "./session";
import { useWords } from "./words";

const KEYS = ["j", "k", "Enter", "r", "n", "h", "b", "y", "z", "g-h", "g-a", "?", "Escape"] as const;

export function Shell(): ReactNode {
  const t = useWords();
  const me = useMe();
  const sees = me.may.includes("see");
  const live = useLive(sees);
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
          {sees ? (
            <Link className="place" data-status={here === "/audits" ? undefined : "active"} to="/">
              {t("desk-waiting")}
            </Link>
          ) : null}
          {me.may.includes("audit") ? (
            <Link className="place" to="/audits">
              {t("desk-audits")}
            </Link>
          ) : null}
        </nav>
        {sees ? (
          <span className={`live live-${live}`} role="status">
            <span aria-hidden="true">{live === "live" ? "●" : "○"}</span> {t(`desk-connection-${live}`)}
          </span>
        ) : null}
        <span className="me">
          {me.name}
          <span className="role"> · {t(`desk-role-${me.role.replace("_", "-")}`)}</span>
        </span>
        <Passkeys />
        <Button className="button quiet" onPress={() => setHelp(true)}>
          {t("desk-keys")}
        </Button>
        <Button className="button quiet" onPress={() => void leave()}>
          {t("desk-sign-out")}
        </Button>
      </header>
      <Alone />
      {sees || (here === "/audits" && me.may.includes("audit")) ? <Outlet /> : <NoList />}
      <KeySheet isOpen={help} onOpenChange={setHelp} />
    </div>
  );
}

/** What somebody sees whose role has no list of cases. */
function NoList(): ReactNode {
  const t = useWords();
  return (
    <main className="empty" id="main">
      <p>{t("desk-no-list")}</p>
      <p className="soft">{t("desk-no-list-how")}</p>
    </main>
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
/* says: desk-role-rule-author desk-role-privacy-officer desk-role-auditor desk-role-admin */
/* says: desk-key-j desk-key-k desk-key-enter desk-key-r desk-key-n desk-key-h desk-key-b desk-key-y desk-key-z */
/* says: desk-key-g-h desk-key-g-a desk-key-help desk-key-escape */
