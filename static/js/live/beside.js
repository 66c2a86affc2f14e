// On a wide screen a document is read beside what goes on, without leaving it: its page is fetched and its article put
// into the dock. On a narrow one it opens as any link does.

import { readAnew } from "./readings.js";

// What leads away, and the words explained, which the page has already.
const LEFT_OUT = ".acts-row, .versions, #new-version, .resumed-start, .glossary, .depths";
const WIDE = matchMedia("(min-width: 75rem)");

export function startBeside(page) {
  const dock = page.querySelector("[data-dock]");
  if (!dock) return;
  const place = dock.querySelector("[data-dock-place]");
  let opener = null;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dock-closes]")) return close();
    const link = event.target.closest("a[data-beside]");
    if (!link || !WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    opener = link;
    link.closest("dialog")?.close();
    // Of a sheet all depths at once: what leads from one to the other would leave the page.
    open(link.dataset.beside || link.href);
  });
  dock.addEventListener("keydown", (event) => event.key === "Escape" && close());

  async function open(address) {
    try {
      const response = await fetch(address, { headers: { Accept: "text/html" } });
      const article = new DOMParser()
        .parseFromString(await response.text(), "text/html")
        .querySelector("[data-document-read]");
      if (!response.ok || !article) throw new Error(String(response.status));
      show(article);
    } catch {
      // What cannot be put beside is opened by itself.
      window.open(address, "_blank", "noopener");
    }
  }

  function show(article) {
    for (const each of article.querySelectorAll(LEFT_OUT)) each.remove();
    place.dispatchEvent(new Event("reader:close", { bubbles: true }));
    place.replaceChildren(article);
    readAnew(article);
    dock.hidden = false;
    document.body.classList.add("docked");
    const heading = article.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus();
    for (const reader of article.querySelectorAll("[data-reader]")) begin(reader);
  }

  function begin(reader) {
    if (dock.dataset.ready) return reader.dispatchEvent(new Event("reader:open", { bubbles: true }));
    const { script, styles } = dock.dataset;
    dock.dataset.ready = "yes";
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: styles }));
    // It begins with what is there.
    document.head.append(Object.assign(document.createElement("script"), { src: script }));
  }

  function close() {
    place.dispatchEvent(new Event("reader:close", { bubbles: true }));
    place.replaceChildren();
    dock.hidden = true;
    document.body.classList.remove("docked");
    const back = opener?.isConnected && opener.offsetParent ? opener : document.getElementById("tool-dossier");
    (back ?? document.getElementById("main"))?.focus();
  }
}
