// What a report says, in the words that the page brings: as deliberation/opinion/verification/wording.py says it.

const ONE = 0;
const SEVERAL = 1;

// The first thing that is missing, empty when nothing is.
export function reasonOf(report) {
  if (!report.signed) return "seal";
  if (report.unjudged) return "stamped";
  if (!report.intact) return "changed";
  if (!report.trusted) return "unknown";
  if (report.paper) return "";
  if (!report.text_sha256) return "other";
  if (!report.text_matches) return "text";
  return report.genuine ? "" : "signatures";
}

// What the file can be taken for; empty when for nothing, or when that is not known here.
export function kindOf(report) {
  return report.genuine ? "opinion" : (report.paper?.kind ?? "");
}

export class Said {
  constructor(words, language, zone) {
    this.words = words;
    this.language = language;
    this.zone = zone;
    this.plural = new Intl.PluralRules(language);
  }

  conclusion(report) {
    const { words } = this;
    if (report.unjudged) return words.unjudged;
    if (report.paper) return filled(words.papers[report.paper.kind], report.paper);
    return report.genuine ? words.genuine : words.refused;
  }

  counted({ signatures }) {
    const { words } = this;
    if (signatures === null) return [words.stands.unlisted];
    const own = signatures.each.filter((one) => one.form === "own-key");
    const verified = own.filter((one) => one.problems.length === 0).length;
    const attested = signatures.each.filter((one) => one.form === "attested").length;
    const said = [];
    if (own.length > 0 || attested === 0) said.push(this.number(words.own_keys, own.length, { listed: own.length, verified }));
    if (attested > 0) said.push(this.number(words.attested, attested, { count: attested }));
    const ofAll = signatures.problems.map((code) => words.problems[code]);
    const ofEach = signatures.each.flatMap((one) => one.problems.map((code) => `${nameOf(one)}: ${words.problems[code]}`));
    return [...said, ...ofAll, ...ofEach];
  }

  lines(one) {
    const { forms, stands, problems, stamped } = this.words;
    const said = one.form ? [forms[one.named ? "named" : "pseudonym"]] : [];
    for (const code of [one.form, one.proof]) if (code in forms) said.push(forms[code]);
    if (one.stamped_at) said.push(filled(stamped, { moment: this.moment(one.stamped_at) }));
    const verified = one.form === "own-key" && one.problems.length === 0;
    if (verified && one.reservation) said.push(stands.reservation);
    return [...said, ...one.problems.map((code) => problems[code])];
  }

  // A day and its hour, as the server's pages write them.
  moment(iso) {
    const at = new Date(iso);
    const day = new Intl.DateTimeFormat(this.language, { dateStyle: "long", timeZone: this.zone }).format(at);
    const clock = { hour: "numeric", minute: "2-digit", timeZone: this.zone };
    const parts = new Intl.DateTimeFormat(this.language, clock).formatToParts(at);
    const part = (type) => parts.find((each) => each.type === type)?.value ?? "";
    const half = part("dayPeriod").toLowerCase().replace(/([ap])m/, "$1.m.");
    const minute = part("minute");
    const french = `${Number(part("hour"))}\u00a0h${minute === "00" ? "" : `\u00a0${minute}`}`;
    const english = `${part("hour")}${minute === "00" ? "" : `:${minute}`}\u00a0${half}`;
    return filled(this.words.moment, { day, hour: this.language.startsWith("fr") ? french : english });
  }

  number([one, several], count, values) {
    const form = this.plural.select(count) === "one" ? ONE : SEVERAL;
    return filled([one, several][form], values);
  }
}

export function nameOf(one) {
  return one.name || one.file || "?";
}

export function filled(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}
