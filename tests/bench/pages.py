"""A citizen's page in a round that runs, on a slow phone: what it weighs, and when it can be used.

A real server, the system's Chromium with an empty cache, DevTools' own presets: processor four times slower, and
"Slow 4G", which is 562.5 ms for every request, 1.44 Mbit/s down and 0.675 Mbit/s up. Beside it, over the same line and
in the same run, an almost empty page with one stylesheet and one script: no page with these can be faster.
"""

import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Error, sync_playwright

from tests.bench.machine import HOST, CannotRun, every_core, free_port, serving, surroundings
from tests.crowd.people import COOKIE, found, start_round

LATENCY_MS, DOWN, UP = 562.5, 1_440_000 / 8, 675_000 / 8
SLOWER = 4
LOADS = 5
CITIZENS, TABLES = 70, 10
PHONE = {"width": 360, "height": 740}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
QUIET_AFTER_MS = 2500
# What a table writes together with comes after the page, only in rounds that need it, and is weighed apart.
EDITOR = "/static/dist/writing."
TASKS = "new PerformanceObserver((l) => (window.longTasks = [...(window.longTasks ?? []), ...l.getEntries()]))"
# Usable: its content is drawn, its scripts have run (they do before the page says that it is read), and no task begun
# until then that takes more than 50 ms is still going on. What the socket brings comes after, a request later.
USABLE = """() => {
  const [way] = performance.getEntriesByType("navigation");
  const drawn = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity;
  const there = Math.max(way.domContentLoadedEventEnd, drawn);
  const begun = (window.longTasks ?? []).filter((each) => each.startTime <= there);
  return Math.max(there, ...begun.map((each) => each.startTime + each.duration));
}"""
EMPTY = {
    "/": (
        "text/html; charset=utf-8",
        b'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>.</title>'
        b'<link rel="icon" href="data:,"><link rel="stylesheet" href="/site.css"><script src="/page.js" defer></script>'
        b"</head><body><h1>.</h1></body></html>",
    ),
    "/site.css": ("text/css", b"h1{color:#000}"),
    "/page.js": ("text/javascript", b"document.title='..';"),
}


@dataclass(frozen=True)
class Load:
    """One first load: bytes as they came over the line, without the editor's; requests, hosts asked, milliseconds until
    it can be used."""

    transferred: int
    requests: int
    hosts: frozenset[str]
    usable: float


@dataclass(frozen=True)
class Pages:
    ours: list[Load]
    empty: list[Load]

    @property
    def transferred(self) -> int:
        return max(each.transferred for each in self.ours)

    @property
    def usable(self) -> float:
        return median(each.usable for each in self.ours)

    @property
    def usable_empty(self) -> float:
        return median(each.usable for each in self.empty)

    @property
    def hosts(self) -> frozenset[str]:
        return frozenset().union(*(each.hosts for each in self.ours))


class Almost(BaseHTTPRequestHandler):
    """The almost empty page."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        kind, body = EMPTY.get(self.path, ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        pass


@contextmanager
def almost_empty() -> Iterator[str]:
    server = ThreadingHTTPServer((HOST, 0), Almost)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """On every core: a browser that shares one with its own processes would be slower than the slowest phone."""
    try:
        with every_core(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            yield browser
            browser.close()
    except Error as error:
        raise CannotRun(f"No page was measured: {error.message.splitlines()[0]}") from error


def slow(line: CDPSession) -> None:
    line.send("Network.enable")
    throttled = {"latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
    line.send("Network.emulateNetworkConditions", {"offline": False, **throttled})
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def first_load(browser: Browser, url: str, cookie: str = "") -> Load:
    """In a browser that was never here before, but for being signed in."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2)  # type: ignore[arg-type]
    if cookie:
        context.add_cookies([{"name": COOKIE, "value": cookie.partition("=")[2], "url": url}])
    page = context.new_page()
    line = context.new_cdp_session(page)
    came: dict[str, float] = {}
    asked: list[str] = []
    urls: dict[str, str] = {}
    line.on("Network.loadingFinished", lambda event: came.update({event["requestId"]: event["encodedDataLength"]}))
    line.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    line.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    line.on("Network.webSocketCreated", lambda event: asked.append(event["url"]))
    slow(line)
    page.add_init_script(f"{TASKS}.observe({{type: 'longtask', buffered: true}})")
    page.goto(url, wait_until="load")
    page.wait_for_timeout(QUIET_AFTER_MS)
    usable = float(page.evaluate(USABLE))
    context.close()
    hosts = frozenset(urlsplit(each).netloc for each in asked if not each.startswith("data:"))
    weighed = sum(length for request, length in came.items() if EDITOR not in urls.get(request, ""))
    return Load(int(weighed), len(asked), hosts, usable)


def measure_pages(environment: Mapping[str, str], core: int, folder: Path) -> Pages:
    home = folder / "pages"
    home.mkdir()
    port = free_port()
    given = {**environment, **surroundings(home), "BASE_URL": f"http://{HOST}:{port}"}
    people = found(given, citizens=CITIZENS, tables=TABLES)
    command = [sys.executable, "manage.py", "serve", f"--port={port}", f"--interface={HOST}"]
    with serving(command, given, core=core, log=home / "log", port=port) as process, almost_empty() as empty:
        start_round(process.address, people, next(each for each in people.rounds if each.kind == "tables"))
        address = f"http://{HOST}:{port}{people.path('sitting/')}"
        citizen = people.citizens[0].cookie
        with chromium() as browser:
            # The first asks the server to read its templates; a hall's first citizen does that for all.
            first_load(browser, address, citizen)
            loads = [(first_load(browser, address, citizen), first_load(browser, empty)) for _ in range(LOADS)]
    return Pages([ours for ours, _ in loads], [theirs for _, theirs in loads])
