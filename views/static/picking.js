// Several rows at once: the head's link becomes a box for the page, Shift ticks a stretch, the bar counts.
const boxes = [...document.querySelectorAll("#lot td input")];
const said = document.querySelector("#lot output");
const link = document.querySelector("[data-choose]");
const label = document.createElement("label");
const whole = document.createElement("input");
let latest = null;

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  said.textContent = `Lignes choisies\u00a0: ${ticked}`;
  whole.checked = ticked === boxes.length;
  whole.indeterminate = ticked > 0 && ticked < boxes.length;
}

function tick(event) {
  const box = event.currentTarget;
  const [from, to] = [boxes.indexOf(latest), boxes.indexOf(box)].sort((a, b) => a - b);
  if (event.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach((each) => (each.checked = box.checked));
  latest = box;
  count();
}

whole.type = "checkbox";
whole.setAttribute("aria-label", link.textContent);
whole.addEventListener("change", () => {
  boxes.forEach((box) => (box.checked = whole.checked));
  count();
});
label.append(whole);
link.replaceWith(label);
boxes.forEach((box) => box.addEventListener("click", tick));
addEventListener("pageshow", count); // a page that one comes back to keeps its ticks
