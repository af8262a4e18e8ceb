// The end of the session: told some minutes before, put off by a click, and nothing typed is lost by it.
const region = document.querySelector("#session");
const SOON = 5 * 60 * 1000;
const THERE = 60 * 1000;
const EVERY = 10 * 1000;
const OPEN = "main form[method=post]";
const KEPT = `typed:${region.dataset.person}:${location.pathname}`;
const others = new BroadcastChannel("bascule-session");

let ends = 0; // milliseconds since 1970: without a sign of life, and at the latest
let latest = 0;
let shown = "";
let acted = 0; // the last key or click in this window
let asking = false;

function told(session) {
  latest = Date.parse(session.latest);
  ends = Math.min(Date.now() + session.idle * 1000, latest);
  look();
}

const state = () => {
  const left = ends - Date.now();
  if (left <= 0) return "over";
  if (left > SOON) return "";
  return ends >= latest ? "last" : "soon";
};

const clock = (time) => new Date(time).toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Paris" }).replace(":", "\u00a0h\u00a0");

function show(name) {
  shown = name;
  if (!name) return region.replaceChildren();
  const words = document.importNode(region.parentElement.querySelector(`template[data-session=${name}]`).content, true);
  for (const time of words.querySelectorAll("[data-end]")) time.textContent = clock(ends);
  const away = words.querySelector("a");
  if (away) away.search = new URLSearchParams({ next: location.pathname + location.search });
  region.replaceChildren(words);
}

// Whoever types or clicks is there: only an empty chair is warned.
function look() {
  const now = state();
  if (now === "soon" && Date.now() - acted < THERE) return stay();
  if (now !== shown && !(shown === "back" && !now)) show(now);
}

// A sign of life: true when the session is still open.
async function stay() {
  if (asking) return true;
  asking = true;
  try {
    const answer = await fetch(region.dataset.address, { redirect: "manual" });
    if (answer.ok) {
      told(await answer.json());
      others.postMessage({ ends, latest });
      return true;
    }
  } catch {
    return true; // no network: the server will say
  } finally {
    asking = false;
  }
  ends = 0;
  look();
  return false;
}

others.addEventListener("message", ({ data }) => {
  [ends, latest] = [data.ends, data.latest];
  look();
});

region.addEventListener("click", (event) => {
  if (event.target.closest("[data-stay]")) stay();
  if (event.target.closest("[data-close]")) show("");
  if (event.target.closest("a")) keep();
});

// What was typed waits in this tab for whoever signs in again; never a secret, a code or a file.
const fields = () =>
  [...document.querySelectorAll(OPEN)].flatMap((form) =>
    [...form.elements].filter((field) => field.name && !field.matches("[type=hidden], [type=password], [type=file], [data-unsaid], button, fieldset")),
  );

function keep() {
  const values = fields().map((field) => [field.name, field.matches("[type=checkbox], [type=radio]") ? field.checked : field.value]);
  if (values.length) sessionStorage.setItem(KEPT, JSON.stringify(values));
}

function giveBack() {
  const values = JSON.parse(sessionStorage.getItem(KEPT) || "[]");
  for (const name of Object.keys(sessionStorage)) if (name.startsWith("typed:")) sessionStorage.removeItem(name);
  const here = fields();
  if (!values.length || values.length !== here.length || values.some(([name], at) => name !== here[at].name)) return;
  let changed = false;
  values.forEach(([, value], at) => {
    const what = typeof value === "boolean" ? "checked" : "value";
    changed ||= here[at][what] !== value;
    here[at][what] = value;
  });
  if (changed) show("back");
}

// A form sent after the end would be lost on the way to the sign-in: ask first.
document.addEventListener(
  "submit",
  async (event) => {
    if (state() !== "over" || !event.target.matches(OPEN)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await stay()) event.target.requestSubmit(event.submitter);
    else region.querySelector("a").focus();
  },
  true,
);

told(region.dataset);
others.postMessage({ ends, latest });
giveBack();
setInterval(look, EVERY);
for (const kind of ["keydown", "pointerdown"]) {
  document.addEventListener(kind, () => {
    acted = Date.now();
    if (shown === "soon") stay();
  });
}
document.addEventListener("visibilitychange", look);
