import type { EarnestCard, EarnestHandOver, EarnestOffer, EarnestReceipt } from "@earnest/parts/cards";
import type { EarnestQuote } from "@earnest/parts/notes";
import type { DetailedHTMLProps, HTMLAttributes } from "react";

type Given<E extends HTMLElement, K extends keyof E> = DetailedHTMLProps<HTMLAttributes<E>, E> & Partial<Pick<E, K>>;
type Shared = "say" | "language" | "now";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "earnest-card": Given<EarnestCard, "card" | "standing" | Shared>;
      "earnest-receipt": Given<EarnestReceipt, "receipt" | Shared>;
      "earnest-hand-over": Given<EarnestHandOver, "notice" | Shared>;
      "earnest-offer": Given<EarnestOffer, "offer" | Shared>;
      "earnest-quote": Given<EarnestQuote, "quote" | Shared>;
    }
  }
}
