// What a table writes together with is fetched when a round first asks for it, and told when the page has changed.

let fetched = false;

export function showWriting() {
  if (fetched) document.dispatchEvent(new Event("shown"));
  else if (document.querySelector("[data-document]")) fetchIt(document.querySelector("[data-live]").dataset);
}

function fetchIt({ writingScript, writingStyles }) {
  fetched = true;
  const styles = document.createElement("link");
  styles.rel = "stylesheet";
  styles.href = writingStyles;
  const script = document.createElement("script");
  script.src = writingScript;
  // Without a network, the form is there; the next news asks again.
  script.addEventListener("error", () => {
    fetched = false;
    script.remove();
    styles.remove();
  });
  document.head.append(styles, script);
}
