// What this person has read of the dossier: told as the page loads, outside its regions, and kept up here from then on.
// Nobody else hears of it, so no news says it.

let show = () => {};

// ``showMarks`` shows the page's marks again.
export function startReadings(showMarks) {
  show = showMarks;
  document.addEventListener("accepted", ({ detail: form }) => {
    const place = form?.closest("[data-my-reading]");
    if (place) tell(place.dataset.myReading, form.dataset.act === "mark-read");
  });
}

// A document that was just fetched knows better than this page, which may be old.
export function readAnew(article) {
  const place = article.querySelector("[data-my-reading]");
  if (place) tell(place.dataset.myReading, "read" in place.dataset);
}

function tell(mark, isRead) {
  const told = document.getElementById("readings");
  if (!told) return;
  const marks = new Set(told.dataset.marks.split(" ").filter(Boolean));
  if (isRead) marks.add(mark);
  else marks.delete(mark);
  told.dataset.marks = [...marks].join(" ");
  show();
}
