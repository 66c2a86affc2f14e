// A report on the page: the moulds of templates/opinion/verdict.html and signature.html, filled in.

import { kindOf, nameOf, reasonOf } from "./report.js";

// Gives back the element, which is not in the page yet.
export function shown(report, said, moulds) {
  const { words } = said;
  const kind = kindOf(report);
  const result = moulds.verdict.content.firstElementChild.cloneNode(true);
  const reason = reasonOf(report);
  const holds = Boolean(report.text_sha256);
  result.dataset.genuine = report.genuine;
  result.dataset.kind = kind;
  answer(result.querySelector("[data-answer]"), kind !== "", report.unjudged);
  fill(result, {
    conclusion: said.conclusion(report),
    why: reason ? words.reasons[reason] : "",
    signer: report.signer,
    sealed_at: report.sealed_at ? said.moment(report.sealed_at) : "",
    changes: report.intact ? words.stands.intact : words.reasons.changed,
    text_said: report.text_matches ? words.stands.text : words.reasons.text,
    text_sha256: report.text_sha256,
    text: report.text,
    pdf_sha256: report.pdf_sha256,
    paper_title: report.paper?.title ?? "",
    paper_conference: report.paper?.conference ?? "",
    paper_sha256: report.paper?.pdf_sha256 ?? "",
  });
  part(result, "seal", report.signed && !report.unjudged);
  part(result, "paper", report.paper);
  part(result, "signer", report.signer);
  part(result, "sealed_at", report.sealed_at);
  part(result, "claimed", !report.trusted);
  part(result, "text", holds);
  part(result, "signatures", holds);
  part(result, "each", report.signatures?.each.length);
  part(result, "beyond", report.genuine);
  slot(result, "why").hidden = !reason;
  if (holds) fillInside(result, report, said, moulds.signature);
  return result;
}

function answer(banner, isGood, isUnjudged) {
  banner.className = `banner banner-${isGood ? "good" : isUnjudged ? "warn" : "danger"} check-answer`;
  sign(banner, isGood);
  if (isUnjudged) banner.querySelector('[data-sign="bad"]').hidden = true;
}

function fillInside(result, report, said, mould) {
  slot(result, "counted").append(...paragraphs(said.counted(report)));
  const each = (report.signatures?.each ?? []).map((one) => signature(one, said, mould));
  result.querySelector("[data-each]").append(...each);
  part(result, "save", true);
  const file = new Blob([report.bytes], { type: "text/plain;charset=utf-8" });
  result.querySelector("[data-save]").href = URL.createObjectURL(file);
}

function signature(one, said, mould) {
  const item = mould.content.firstElementChild.cloneNode(true);
  item.dataset.holds = one.problems.length === 0;
  sign(item, one.problems.length === 0);
  fill(item, { name: nameOf(one), reservation: one.reservation });
  slot(item, "lines").append(...paragraphs(said.lines(one)));
  part(item, "reservation", one.reservation);
  return item;
}

export function paragraphs(sentences) {
  return sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence }));
}

function fill(element, values) {
  for (const [name, value] of Object.entries(values)) slot(element, name).textContent = value;
}

function slot(element, name) {
  return element.querySelector(`[data-slot="${name}"]`);
}

function part(element, name, isThere) {
  element.querySelector(`[data-part="${name}"]`).hidden = !isThere;
}

function sign(element, isGood) {
  element.querySelector('[data-sign="good"]').hidden = !isGood;
  element.querySelector('[data-sign="bad"]').hidden = isGood;
}
