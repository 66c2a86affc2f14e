// The sponsor's receipt: the fingerprint of the file they hold is computed on their own device, and sent in its place.
// Without this file, or without WebCrypto, the file itself is sent and compared by the server.

async function fingerprint(bytes) {
  const digest = await window.crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function startReceipt(form) {
  const { file, sha256, first, last } = form.elements;
  const computed = form.querySelector("[data-computed]");
  const failed = form.querySelector("[data-not-computed]");
  let latest = 0;
  let pending = null;

  function forget() {
    latest += 1;
    sha256.value = "";
    computed.hidden = failed.hidden = true;
  }

  // Of two files chosen one after the other, the last counts, however long each takes.
  async function compute(name, read) {
    forget();
    const mine = latest;
    try {
      const digest = await fingerprint(await read());
      if (mine !== latest) return;
      sha256.value = digest;
      first.value = last.value = "";
      computed.querySelector("[data-computed-name]").textContent = name;
      computed.querySelector("[data-computed-digest]").textContent = digest;
      computed.hidden = false;
    } catch {
      if (mine === latest) failed.hidden = false;
    }
  }

  function begin(name, read) {
    const mine = compute(name, read);
    pending = mine;
    mine.finally(() => {
      if (pending === mine) pending = null;
    });
  }

  file.addEventListener("change", () => {
    const [chosen] = file.files;
    if (chosen) begin(chosen.name, () => chosen.arrayBuffer());
    else forget();
  });
  for (const field of [first, last]) {
    field.addEventListener("input", () => {
      forget();
      file.value = "";
    });
  }
  form.addEventListener("submit", (event) => {
    if (pending) {
      event.preventDefault();
      // Not within this event, in which a form is not sent a second time.
      pending.then(() => window.setTimeout(() => form.requestSubmit()));
      return;
    }
    // A field that is disabled is not sent.
    file.disabled = sha256.value !== "";
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) file.disabled = false;
  });
  return (name, bytes) => {
    file.value = "";
    begin(name, async () => bytes);
  };
}

// What is downloaded from here is the file they hold: its fingerprint is computed as it comes.
function startTaking(link, took) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(link.href, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const bytes = await answer.arrayBuffer();
      const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "avis.pdf";
      save(name, bytes);
      took(name, bytes);
    } catch {
      // As without this file: the browser downloads, and the person chooses.
      window.location.assign(link.href);
    }
  });
}

function save(name, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const form = document.querySelector("form[data-receipt]");
const link = document.querySelector("a[data-receive]");
// Only where the page came over a connection that nobody else writes on.
if (form && window.crypto?.subtle) {
  const took = startReceipt(form);
  if (link) startTaking(link, took);
}
