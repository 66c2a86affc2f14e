// A document of the dossier, read in its own page or beside a sitting (live/beside.js), which says when one is opened
// or closed there. The address of its own page keeps the page that is shown, to be sent or cited.

import { Place } from "./reading/place.js";
import { read } from "./reading/reader.js";

const open = new Map();

function start(reader) {
  const form = reader.closest("[data-document-read]")?.querySelector("[data-keeps-place]");
  const place = form ? new Place(form) : null;
  const isInDock = reader.closest("[data-dock]");
  const turned = (number) => {
    if (!isInDock) keepInAddress(number);
    place?.turned(number);
  };
  open.set(reader, { opening: read(reader, { turned }), place });
}

function keepInAddress(number) {
  const address = new URL(location);
  if (number === 1 && !address.searchParams.has("page")) return;
  address.searchParams.set("page", number);
  history.replaceState(history.state, "", address);
}

for (const reader of document.querySelectorAll("[data-reader]")) start(reader);
document.addEventListener("reader:open", ({ target }) => start(target));
document.addEventListener("reader:close", async ({ target }) => {
  for (const [reader, { opening, place }] of open) {
    if (!target.contains(reader)) continue;
    open.delete(reader);
    place?.keep();
    (await opening)?.close();
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const { place } of open.values()) place?.keep();
});
