// What checks a file: fetched by the page once somebody chooses one. Whoever asked for it hears of it by an event.

import { filesOf, parseWith } from "./verify/attachments.js";
import { check } from "./verify/opinion.js";

function checkWith(pdf, { roots, worker, told }) {
  parseWith(worker);
  return check(pdf, { roots, told, filesOf });
}

document.dispatchEvent(new CustomEvent("checking", { detail: checkWith }));
