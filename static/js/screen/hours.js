// An hour that was announced and has come is not shown any longer: it would only say that the room is late.

export function startHours(page) {
  const offset = Date.parse(page.dataset.now) - Date.now();
  const show = () => {
    for (const each of document.querySelectorAll("[data-hour]")) {
      each.classList.toggle("has-come", Date.parse(each.dataset.hour) <= Date.now() + offset);
    }
  };
  window.setInterval(show, 1000);
  show();
}
