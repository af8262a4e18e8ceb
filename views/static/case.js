// A case that is open: who else is on it, and a note that is kept as it is typed.
const BEAT = 40 * 1000;
const PAUSE = 700;

const token = () => document.querySelector("input[name=csrf_token]")?.value ?? "";

async function beat(part) {
  if (document.hidden) return;
  const body = new URLSearchParams({ csrf_token: token() });
  const answer = await fetch(part.dataset.presence, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const words = await answer.text();
  if (words.trim() !== part.innerHTML.trim()) part.innerHTML = words;
}

for (const part of document.querySelectorAll("[data-presence]")) {
  setInterval(() => beat(part), BEAT);
  document.addEventListener("visibilitychange", () => beat(part));
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const said = form.querySelector("[data-draft-state]");
  let waits = 0;
  let last = "";
  const typed = () => new URLSearchParams(new FormData(form)).toString();
  last = typed();

  async function keep(keepalive) {
    clearTimeout(waits);
    waits = 0;
    const body = typed();
    if (body === last || form.dataset.sent) return;
    last = body;
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers, redirect: "manual", keepalive }).catch(() => null);
    if (!answer?.ok) last = "";
    if (said) said.textContent = answer?.ok ? await answer.text() : said.dataset.draftState;
  }

  form.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(() => keep(false), PAUSE);
  });
  addEventListener("pagehide", () => waits && keep(true));
  document.addEventListener("visibilitychange", () => document.hidden && waits && keep(true));
}
