// The panel begins: in a shop's frame as soon as the page has greeted it, or at once as a page of its own.

import { spoken } from "@earnest/parts/words";
import { Frame } from "./frame";
import "./panel";
import type { EarnestPanel } from "./panel";
import { paint } from "./theme";

const panel = document.querySelector("earnest-panel") as EarnestPanel;

const frame = new Frame((told) => {
  switch (told.earnest) {
    case "hello":
      paint(told.accent);
      return void panel.begin(frame, spoken([told.language, ...navigator.languages]));
    case "identify":
      return void panel.identify();
    case "shown":
      return panel.shown(true);
    case "hidden":
      return panel.shown(false);
  }
});

if (!frame.framed) {
  const wanted = new URLSearchParams(location.search).get("language");
  void panel.begin(frame, spoken([...(wanted ? [wanted] : []), ...navigator.languages]));
  panel.shown(true);
}
