// The keys of the console. Which ones exist is told by the page: the list behind "?", the letters on its buttons.
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

const FIELDS = "input:not([type=button], [type=submit], td input, th input), textarea, select, [contenteditable]";
const ROWS = "main tr[data-id] .b-link, main .b-hits :is(a, button), main [data-row]";
const SEQUENCE = 2000; // milliseconds between G and the letter

const does = {
  palette: () => (one("#palette") ? one("#palette").dispatchEvent(new Event("ask")) : does.search()),
  search: () => take(one("#omni") || one("form[role=search] input")),
  help: () => one("#touches").togglePopover(),
  next: () => step(1),
  previous: () => step(-1),
  pick: () => tick(false),
  stretch: () => tick(true),
  act: () => take(one("#lot button")),
  filter: () => take(one(".b-tools input:not([type=hidden]), .b-tools select")),
};

function take(field) {
  if (!field) return;
  field.focus();
  if (field.select) field.select();
}

function step(by) {
  const way = one(`[data-way="${by > 0 ? "next" : "previous"}"]`); // the page is itself a row of something
  if (way) return way.click();
  const links = all(ROWS);
  if (!links.length) return;
  const row = document.activeElement.closest("tr[data-id], li");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + by))].focus();
}

// The box of the row where the focus is; with Shift, all from the last one that was ticked (picking.js).
function tick(shiftKey) {
  const row = document.activeElement.closest("tr[data-id]");
  const box = row && one("[type=checkbox]", row);
  if (box) box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
}

const listed = new Map(all("#touches [data-press]").map((line) => [line.dataset.press, line]));
const begins = new Set([...listed.keys()].filter((keys) => !/^(ctrl|shift) /.test(keys) && keys.includes(" ")).map((keys) => keys[0]));
const single = document.body.dataset.keys !== "off";
let begun = "";
let begunAt = 0;

// A button is pressed; one that needs a field filled in leads there first; what unfolds leads into it.
function use(button) {
  const needed = button.dataset.needs && button.form.elements[button.dataset.needs];
  if (needed && !needed.value.trim()) return take(needed);
  if (button.matches(FIELDS)) return take(button);
  if (!button.matches("summary") || !button.parentElement.open) button.click(); // what is open stays so
  if (button.matches("summary")) take(one("textarea, input:not([type=hidden])", button.parentElement));
}

// What a press means here: a button of this page that bears the letter, else a line of the list.
function meaning(press) {
  const button = one(`[data-key="${CSS.escape(press)}"]`);
  if (button) return () => use(button);
  const line = listed.get(press);
  return line && (does[line.dataset.does] || (one("a", line) && (() => one("a", line).click())));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  // Where figures stand above signs, as on a French keyboard, the sign is the figure that a button bears.
  const figure = (!event.shiftKey && /^Digit([1-9])$/.exec(event.code)?.[1]) || "";
  const key = figure && one(`[data-key="${figure}"]`) ? figure : event.key.toLowerCase();
  if (["shift", "control", "meta"].includes(key)) return;
  const control = event.ctrlKey || event.metaKey;
  if (key === "escape" && event.target.matches(FIELDS) && !one("dialog[open], :popover-open")) return event.target.blur();
  if (control && event.shiftKey) return;
  if (!control && (!single || event.target.closest(FIELDS) || one("dialog[open]"))) return;
  const follows = !control && begun && Date.now() - begunAt < SEQUENCE;
  const shifted = event.shiftKey && listed.has(`shift ${key}`);
  const press = control ? `ctrl ${key}` : follows ? `${begun} ${key}` : shifted ? `shift ${key}` : key;
  begun = "";
  if (!follows && begins.has(press)) {
    [begun, begunAt] = [press, Date.now()];
    return;
  }
  const act = meaning(press);
  if (!act) return;
  event.preventDefault();
  act();
});

// What a button says without its key: « Nouvel appel », of « Nouvel appel N ».
function wordsOf(button) {
  const copy = button.cloneNode(true);
  all("kbd", copy).forEach((kbd) => kbd.remove());
  return copy.textContent.trim();
}

// The list behind "?" says what the buttons of this page bear, in their own words.
const here = one("#touches [data-here]");
const borne = all("[data-key]");
if (here && borne.length) {
  here.hidden = false;
  one("ul", here).append(
    ...borne.map((button) => {
      const line = document.createElement("li");
      const cap = document.createElement("kbd");
      cap.textContent = button.dataset.key.toUpperCase();
      const words = button.dataset.words || wordsOf(button);
      line.append(words, cap);
      return line;
    }),
  );
}
