// What is grave needs a sign-in of just now: where the server says so, the desk asks for one and does it then.

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { Button, Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Problem } from "./api";
import { useMe } from "./session";
import { Entry } from "./sign-in";
import { useWords } from "./words";

const NEEDED = "SignInAnew";

type Gravely = <T>(run: () => Promise<T>) => Promise<T>;

const Context = createContext<Gravely | null>(null);

/** Runs something grave; where one signed in too long ago, once more after signing in. */
export function useGravely(): Gravely {
  const gravely = useContext(Context);
  if (!gravely) throw new Error("What is grave is done inside <Anew> only.");
  return gravely;
}

export function Anew({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useWords();
  const me = useMe();
  const [answer, setAnswer] = useState<((signedIn: boolean) => void) | null>(null);
  const gravely = useCallback<Gravely>(async (run) => {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Problem) || error.kind !== NEEDED) throw error;
      const signedIn = await new Promise<boolean>((resolve) => setAnswer(() => resolve));
      if (!signedIn) throw error;
      return await run();
    }
  }, []);
  const end = (signedIn: boolean): void => {
    answer?.(signedIn);
    setAnswer(null);
  };
  return (
    <Context value={gravely}>
      {children}
      <ModalOverlay className="veil" isDismissable isOpen={answer !== null} onOpenChange={(open) => open || end(false)}>
        <Modal className="sheet">
          <Dialog>
            <Entry name={me.name} onDone={() => end(true)} trouble="">
              <Heading slot="title">{t("desk-anew")}</Heading>
              <p>{t("desk-anew-why", { name: me.name })}</p>
            </Entry>
            <Button className="button quiet" onPress={() => end(false)}>
              {t("desk-anew-not")}
            </Button>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </Context>
  );
}
