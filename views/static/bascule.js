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

// A telephone that stands on the spot may give the point. The words come from the page.
if (navigator.geolocation) all("input[data-locate]").forEach((input) => {
  const button = document.createElement("button");
  const told = document.createElement("p");
  button.type = "button";
  button.className = "btn btn-quiet btn-sm mt-2";
  button.textContent = input.dataset.locate;
  told.className = "b-hint mb-0 mt-1";
  told.setAttribute("role", "status");
  button.addEventListener("click", () => {
    told.textContent = "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        input.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        input.focus();
      },
      () => (told.textContent = input.dataset.lost),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
  input.after(button, told);
});

// A row follows its link, unless text is selected or something else was meant.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-id]");
  if (!row || event.target.closest("a, button, input, select, label, form")) return;
  if (String(getSelection())) return;
  const link = one(".b-link", row);
  if (link) link.click();
});

// Folded on a telephone, a table is no table any more to some browsers: say what its parts are.
const PARTS = { table: "table", "thead, tbody": "rowgroup", tr: "row", "thead th": "columnheader", "tbody th": "rowheader", td: "cell" };
for (const [part, role] of Object.entries(PARTS)) all(`:is(${part}):is(.b-fold, .b-fold *)`).forEach((each) => each.setAttribute("role", role));

// A button that prints exists where there is a script to press it.
all("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
