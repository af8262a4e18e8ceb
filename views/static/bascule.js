// Shortens what works without it: focus on errors, keys, rows that follow their link. No page needs it.
"use strict";

const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

// A form that came back says so first.
const summary = one(".b-sum");
if (summary) summary.focus();

// A double click sends one form. The button stays readable; the server guards the rest.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

// A row follows its link, unless text is selected or something else was meant.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-id]");
  if (!row || event.target.closest("a, button, input, select, label, form")) return;
  if (String(getSelection())) return;
  const link = one(".b-link", row);
  if (link) link.click();
});

// Keys: Ctrl K always; single ones only when the person keeps them, and never inside a field.
const search = one("#omni") || one("form[role=search] input");
const single = document.body.dataset.keys !== "off";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

function move(step) {
  const links = all("tr[data-id] .b-link");
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  links[at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, at + step))].focus();
}

const actions = {
  "/": () => search && (search.focus(), search.select()),
  "?": () => one("#touches") && one("#touches").togglePopover(),
  j: () => move(1),
  k: () => move(-1),
  f: () => one(".b-tools input, .b-tools select") && one(".b-tools input, .b-tools select").focus(),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    if (!search) return;
    event.preventDefault();
    actions["/"]();
    return;
  }
  if (!single || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  const named = one(`[data-key="${CSS.escape(key)}"]`);
  const action = actions[key] || (named && (() => named.click()));
  if (!action) return;
  event.preventDefault();
  action();
});
