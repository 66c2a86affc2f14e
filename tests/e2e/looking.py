"""What is wrong with a page that is open, seen as its readers would: each check returns a line per offender."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Response

from tests.e2e.people import AXE

SMALLEST_TARGET = 44
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'")

# Where something is, in words that find it again in the page.
NAME = """const name = (element) => {
  const parts = [];
  for (let at = element; at && at !== document.body && parts.length < 3; at = at.parentElement) {
    const act = at.dataset?.act ? `[data-act=${at.dataset.act}]` : "";
    const classes = at.className?.split ? at.className.split(/\\s+/).filter(Boolean).map((c) => "." + c).join("") : "";
    parts.unshift(at.tagName.toLowerCase() + (at.id ? "#" + at.id : classes) + act);
    if (at.id) break;
  }
  const said = (element.innerText || element.getAttribute("aria-label") || element.getAttribute("name") || "").trim();
  return parts.join(" > ") + " “" + said.slice(0, 30).replace(/\\s+/g, " ") + "”";
};
const shown = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0
    && element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
};
// Only for a screen reader, or only while it has the focus.
const forTheEarOnly = (element) => {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const cut = style.clip !== "auto" || style.clipPath !== "none";
    if (cut && (box.width <= 1 || box.height <= 1)) return true;
    if (style.position === "absolute" || style.position === "fixed") {
      if (box.right <= 0 || box.bottom + scrollY <= 0) return true;
    }
  }
  return false;
};"""

INTERACTIVE = (
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], "
    "[role=checkbox], [role=switch], [contenteditable=true], [tabindex]:not([tabindex='-1'])"
)

# A link inside a sentence takes the height of its line (WCAG 2.5.8, Inline). A box that is ticked is as large as the
# label that ticks it.
TOO_SMALL = """([least, interactive]) => {
  %s
  const inSentence = (element) => {
    if (!getComputedStyle(element).display.startsWith("inline")) return false;
    let block = element.parentElement;
    while (block && getComputedStyle(block).display === "inline") block = block.parentElement;
    if (!block || getComputedStyle(element).display !== "inline") return false;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let words = "";
    while (walker.nextNode()) {
      const owner = walker.currentNode.parentElement;
      if (!owner.closest(interactive) && !forTheEarOnly(owner)) words += walker.currentNode.data;
    }
    return /[\\p{L}\\p{N}]{2}/u.test(words);
  };
  const reach = (element) => {
    const boxes = [element, ...(element.labels ?? [])].filter(shown).map((each) => each.getBoundingClientRect());
    return {
      width: Math.max(...boxes.map((box) => box.width)),
      height: Math.max(...boxes.map((box) => box.height)),
    };
  };
  return [...document.querySelectorAll(interactive)].filter((element) => {
    const labels = [...(element.labels ?? [])];
    if (element.disabled || element.closest("[inert]")) return false;
    if (!shown(element) && !labels.some(shown)) return false;
    if (forTheEarOnly(element) && !labels.some((label) => shown(label) && !forTheEarOnly(label))) return false;
    if (inSentence(element)) return false;
    const { width, height } = reach(element);
    return Math.round(width) < least || Math.round(height) < least;
  }).map((element) => {
    const { width, height } = reach(element);
    return `${name(element)} ${Math.round(width)}x${Math.round(height)}`;
  });
}""".replace("%s", NAME)

# Beyond the right edge of the window, and not inside something that is scrolled by itself.
TOO_WIDE = """(width) => {
  %s
  const scrolled = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  const found = [...document.body.querySelectorAll("*")].filter((element) =>
    shown(element) && !forTheEarOnly(element) && !scrolled(element) && !element.closest("svg svg, svg > *")
    && element.getBoundingClientRect().right > width + 1);
  const names = found.filter((element) => !found.some((other) => other !== element && element.contains(other)));
  const lines = names.map((element) => name(element));
  const whole = document.documentElement.scrollWidth;
  return (whole > width ? ["the page", ...lines] : lines).slice(0, 4);
}""".replace("%s", NAME)

# What has the focus now; how it is drawn, compared with how it is drawn one step of Tab later, without it.
FOCUSED = """(first) => {
  %s
  if (first) window.focusWas = null;
  const drawn = (element) => {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === "none" || style.outlineWidth === "0px" ? "" :
      `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
    return outline + "|" + style.boxShadow;
  };
  const looks = (element) => [element, ...(element.labels ?? []), element.parentElement, element.nextElementSibling]
    .filter(Boolean).map(drawn).join("; ");
  const told = [];
  if (window.focusWas) {
    const { element, look } = window.focusWas;
    if (element.isConnected && looks(element) === look) told.push(`no focus is drawn on ${name(element)}`);
  }
  const element = document.activeElement;
  if (!element || element === document.body) { window.focusWas = null; return { told, ended: true }; }
  // Of something taller than the window, the part that is in it.
  const whole = element.getBoundingClientRect();
  const top = Math.max(whole.top, 0), left = Math.max(whole.left, 0);
  const right = Math.min(whole.right, innerWidth), bottom = Math.min(whole.bottom, innerHeight);
  const box = { left, top, width: right - left, height: bottom - top };
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  const mine = (hit) => hit && (element.contains(hit) || hit.contains(element)
    || [...(element.labels ?? [])].some((label) => label.contains(hit)));
  const free = points.some(([x, y]) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return mine(hit) && hit !== document.body && hit !== document.documentElement;
  });
  if (!free) told.push(`the focus is hidden on ${name(element)}`);
  window.focusWas = { element, look: looks(element) };
  return { told, ended: false };
}""".replace("%s", NAME)

# A projector's page does not follow its device.
WITH_A_THEME_OF_ITS_OWN = """(theme) => {
  const { dataset } = document.documentElement;
  if (dataset.theme) dataset.theme = theme;
}"""


# The rules of axe-core whose answer a theme changes, and a language does not.
OF_COLOURS = ("color-contrast", "link-in-text-block")


def violations(page: Page) -> list[str]:
    """What axe-core finds, by all of its rules."""
    return _violations(page, {})


def violations_in_both_themes(page: Page) -> list[str]:
    """By all of its rules in the light; in the dark, by those of colours."""
    found = []
    for theme, rules in (("dark", {"runOnly": OF_COLOURS}), ("light", {})):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.evaluate(WITH_A_THEME_OF_ITS_OWN, theme)
        found += [f"{theme} {line}" for line in _violations(page, rules)]
    return found


def violations_but_of_colours(page: Page) -> list[str]:
    """For a page whose colours were looked at in another language."""
    return _violations(page, {"rules": {rule: {"enabled": False} for rule in OF_COLOURS}})


def _violations(page: Page, rules: Mapping[str, object]) -> list[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    # Of what it finds right, it need not say where it is: a third of its time.
    found = page.evaluate(
        "async (options) => (await axe.run(options)).violations", {"resultTypes": ["violations"], **rules}
    )
    nodes = [(each["id"], " ".join(node["html"].split())) for each in found for node in each["nodes"]]
    return [f"{rule}: {html[:160]}" for rule, html in nodes]


def too_small(page: Page) -> list[str]:
    return [f"small: {line}" for line in page.evaluate(TOO_SMALL, [SMALLEST_TARGET, INTERACTIVE])]


def too_wide(page: Page) -> list[str]:
    assert page.viewport_size
    return [f"wide: {line}" for line in page.evaluate(TOO_WIDE, page.viewport_size["width"])]


def without_its_frame(page: Page, language: str) -> list[str]:
    """A page has one title of its own, and says in which language it is."""
    headings, lang = page.locator("h1").count(), page.locator("html").get_attribute("lang")
    found = [] if headings == 1 else [f"{headings} h1"]
    return found if lang == language else [*found, f"lang is {lang}"]


def unseen_focus(page: Page, steps: int = 25) -> list[str]:
    """Goes through the page with Tab, from its beginning."""
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    told: list[str] = []
    for step in range(steps):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUSED, step == 0)
        told += seen["told"]
        if seen["ended"]:
            break
    return told


def unprotected(response: Response | None) -> list[str]:
    """A page's answer has a content security policy, without the holes."""
    policy = response.headers.get("content-security-policy", "") if response else ""
    if "default-src" not in policy:
        return ["no content security policy"]
    return [f"the policy has {hole}" for hole in UNSAFE if hole in policy]


def told(found: Mapping[str, Iterable[str]]) -> str:
    """What is wrong, and where: one line a fault, with the pages that have it."""
    places: dict[str, list[str]] = {}
    for place, faults in found.items():
        for fault in dict.fromkeys(faults):
            places.setdefault(fault, []).append(place)
    return "\n".join(f"{fault}  [{', '.join(where)}]" for fault, where in places.items())


@dataclass
class Ears:
    """What a browser complains of while its pages are used. A refused request is an answer, not a complaint."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.add_init_script(
            """addEventListener("securitypolicyviolation", (event) =>
              console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI}, ${event.sourceFile}`));"""
        )
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.heard.append(f"{page.url}: {error}"))

    def _note(self, message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type in {"error", "warning"} and not refused:
            self.heard.append(f"{message.location['url']}: {message.text}")
