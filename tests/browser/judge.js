// Runs axe and brings back its violations alone: all that it looked at weighs more than the page.
//
// A row, an item, a frame whose shape was judged before is passed over: axe would spend four fifths of its time on
// saying the same again. A shape is elements, classes, states, what of them is seen, what their references find,
// whether their texts and values hold anything, and all that stands around.
options => {
  document.querySelectorAll("[data-alike]").forEach(part => part.removeAttribute("data-alike"));
  const known = new Set(options.known), fresh = [];
  const references = new Set(["for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"]);
  const verbatim = new Set(["class", "role", "type", "style", "lang", "scope", "tabindex"]);
  const attribute = ({name, value}) => name + (
    references.has(name) ? value.split(" ").every(id => document.getElementById(id))
    : verbatim.has(name) || name.startsWith("aria-") && name != "aria-label" ? value
    : !!value.trim());
  const own = element => element.tagName + element.checkVisibility() + [...element.attributes].map(attribute).sort();
  const inner = node => node.nodeType == 1 ? shape(node) : node.nodeType == 3 && node.data.trim() ? "." : "";
  const shape = element => own(element) + [...element.childNodes].map(inner).join("").replace(/\.+/g, ".");
  const hash = text => {
    let high = 7, low = 11;
    for (let index = 0; index < text.length; index++) {
      high = Math.imul(high ^ text.charCodeAt(index), 2654435761);
      low = Math.imul(low ^ text.charCodeAt(index), 1597334677);
    }
    return `${high >>> 0}/${low >>> 0}`;
  };
  const parts = "header, nav, aside, footer, dialog, [popover], main tr, main li";
  for (const part of document.querySelectorAll(parts)) {
    if (part.parentElement.closest("[data-alike]")) continue;
    let around = `${innerWidth}/${[...part.parentElement.children].indexOf(part) % 2}`;  // stripes
    for (let up = part.parentElement; up; up = up.parentElement) around += own(up);
    const form = hash(around + shape(part));
    if (known.has(form)) {
      part.dataset.alike = "";
    } else {
      known.add(form);
      fresh.push(form);
    }
  }
  return axe.run({exclude: [["[data-alike]"]]}, options).then(({violations}) => ({
    fresh,
    faults: violations.map(({id, help, nodes}) => (
      {id, help, where: nodes.slice(0, 3).map(node => node.target).join(" ")})),
  }));
}
