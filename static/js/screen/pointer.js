// The pointer of the machine is in nobody's way: it goes when it rests. A double click fills the screen, or frees it.

const REST = 2_000;

export function hidePointer() {
  const root = document.documentElement;
  let resting = 0;
  const rest = () => {
    window.clearTimeout(resting);
    root.classList.remove("is-still");
    resting = window.setTimeout(() => root.classList.add("is-still"), REST);
  };
  document.addEventListener("pointermove", rest);
  document.addEventListener("dblclick", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.().catch(() => {});
  });
  rest();
}
