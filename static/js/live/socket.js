// The socket brings news and says that this page is there. It always comes back, unless the person was removed.

import { element, say } from "./words.js";

const BEAT = 15_000;
const SILENCE = 40_000;
const PATIENCE = 4_000;
const LONGEST_WAIT = 20_000;
const REMOVED = 4403;

export function startSocket(page, { shown, onNews }) {
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${page.dataset.socket}`;
  let socket = null;
  let tries = 0;
  let retry = 0;
  let warning = 0;
  let lastHeard = 0;
  let stopped = false;

  function connect() {
    window.clearTimeout(retry);
    if (stopped) return;
    const mine = new WebSocket(address);
    socket?.close();
    socket = mine;
    mine.onopen = () => hello();
    mine.onmessage = (event) => {
      if (mine === socket) hear(JSON.parse(event.data));
    };
    mine.onclose = (event) => {
      if (mine === socket) lost(event.code);
    };
  }

  function send(frame) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  }

  function hello() {
    send({ type: "hello", shown: shown() });
  }

  function hear(frame) {
    lastHeard = Date.now();
    tries = 0;
    window.clearTimeout(warning);
    warning = 0;
    banner("");
    if (frame.type === "news") onNews(frame);
  }

  function lost(code) {
    socket = null;
    if (code === REMOVED) {
      stop();
      return;
    }
    warn();
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** tries);
    tries += 1;
    retry = window.setTimeout(connect, wait / 2 + (Math.random() * wait) / 2);
  }

  function warn() {
    warning ||= window.setTimeout(() => banner(say("offline")), PATIENCE);
  }

  function banner(sentence) {
    const place = document.querySelector("[data-offline]");
    if (place.textContent !== sentence) place.textContent = sentence;
    place.hidden = !sentence;
  }

  function stop() {
    stopped = true;
    window.clearTimeout(warning);
    banner("");
    const gone = element("div", "panel gone");
    gone.setAttribute("role", "alert");
    const home = element("a", "button button-primary", say("home"));
    home.href = "/";
    gone.append(element("h2", "", say("removed")), home);
    page.querySelector(".regions").replaceChildren(gone);
  }

  function wake() {
    if (stopped || document.visibilityState === "hidden") return;
    if (socket?.readyState === WebSocket.OPEN) hello();
    else if (socket?.readyState !== WebSocket.CONNECTING) connect();
  }

  window.setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    if (Date.now() - lastHeard > SILENCE && lastHeard) {
      warn();
      connect();
    } else {
      send({ type: "beat" });
    }
  }, BEAT);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  warn();
  connect();
}
