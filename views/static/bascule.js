// Shortens what works without it: focus on errors, rows that follow their link. No page needs it.
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

// A button that prints exists where there is a script to press it.
all("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
