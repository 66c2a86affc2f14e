// Time as the person lives it: the seconds during which the page is awake and in sight.

const SECOND = 1_000;
// A timer this late was frozen, with the page or with the whole machine.
const FROZEN = 4_000;

export function watchOver({ tick, woke }) {
  let last = Date.now();

  const wake = () => {
    last = Date.now();
    if (document.visibilityState === "visible") woke();
  };

  window.setInterval(() => {
    const passed = Date.now() - last;
    last += passed;
    if (document.visibilityState === "hidden") return;
    if (passed > FROZEN || passed < 0) wake();
    else tick(passed);
  }, SECOND);
  document.addEventListener("visibilitychange", wake);
  document.addEventListener("resume", wake);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
}
