// By how many minutes the step that runs is over, by the server's clock. The page that comes never says: it would
// have to be sent again every minute.

export function startOvertime(page) {
  const offset = Date.parse(page.dataset.now) - Date.now();
  const show = () => {
    for (const place of page.querySelectorAll("[data-overtime]")) {
      const over = Math.floor((Date.now() + offset - Date.parse(place.dataset.endsAt)) / 60_000);
      const text = over > 0 ? place.dataset.overtime.replace("{minutes}", over) : "";
      if (place.textContent !== text) place.textContent = text;
      if (place.hidden !== !text) place.hidden = !text;
    }
  };
  show();
  window.setInterval(show, 1000);
  // What news has put back is said again before it is drawn.
  new MutationObserver(show).observe(page, { childList: true, subtree: true });
}
