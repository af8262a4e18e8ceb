// The palette: the dialog behind Ctrl K. Its lines come from the page of the same name; only the last answer counts.
const dialog = document.querySelector("#palette");
const form = dialog.querySelector("form");
const field = dialog.querySelector("#pal");
const hits = dialog.querySelector("[data-hits]");
const told = dialog.querySelector("[role=status]");
const PAUSE = 120; // milliseconds without a key before the server is asked

let flight = null;
let waiting = 0;
let answered = null; // the text to which the lines shown belong

const lines = () => [...hits.querySelectorAll("a, button")];
const said = () => field.value.trim();

function show(nodes, words) {
  hits.replaceChildren(nodes);
  hits.scrollTop = 0;
  told.textContent = words;
}

function instead(name) {
  const shown = document.importNode(dialog.querySelector(`template[data-when=${name}]`).content, true);
  const link = shown.querySelector("a");
  if (link) link.search = new URLSearchParams({ next: location.pathname + location.search });
  show(shown, shown.textContent.trim());
}

async function ask() {
  clearTimeout(waiting);
  if (flight) flight.abort();
  const mine = (flight = new AbortController());
  const text = said();
  try {
    const answer = await fetch(`${form.action}?${new URLSearchParams({ q: text, fragment: 1 })}`, { redirect: "manual", signal: mine.signal });
    const html = answer.ok ? await answer.text() : "";
    if (mine !== flight) return;
    answered = text;
    if (answer.type === "opaqueredirect") return instead("over"); // to the sign-in
    if (!answer.ok) return instead("silent");
    const shown = document.createRange().createContextualFragment(html);
    show(shown, shown.querySelector("[data-words]").dataset.words);
  } catch (error) {
    if (mine === flight && error.name !== "AbortError") instead("silent");
  }
}

dialog.addEventListener("ask", () => {
  if (!dialog.open) dialog.showModal();
  field.focus();
  field.select();
  ask();
});

dialog.addEventListener("close", () => {
  clearTimeout(waiting);
  if (flight) flight.abort();
  flight = null;
});

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});

// Enter opens the first line, if it is what the field asks for; else the page answers.
form.addEventListener("submit", (event) => {
  const first = lines()[0];
  if (!said()) event.preventDefault();
  else if (first && answered === said()) {
    event.preventDefault();
    first.click();
  }
});

dialog.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const all = lines();
  const at = all.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const to = event.key === "ArrowDown" ? at + 1 : at < 0 ? all.length - 1 : at - 1;
    (all[to] || (to < 0 ? field : all[at]))?.focus();
  } else if (at >= 0 && (event.key.length === 1 || event.key === "Backspace") && event.key !== " ") {
    field.focus(); // typing goes on where it was
  }
});

// Outside the dialog, or on a line that leads away in this window: done.
dialog.addEventListener("click", (event) => {
  const away = event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (event.target === dialog || away) dialog.close();
});
