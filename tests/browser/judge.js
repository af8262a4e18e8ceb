// Runs axe and brings back its violations alone: all that it looked at weighs more than the page. What else is asked of
// every page comes along, since each question costs a way there and back.
//
// A section, a row, an item, a frame whose shape was judged before is passed over: axe would spend four fifths of its
// time on saying the same again. So is a page whose rest has the shape of another's. A shape is elements, classes,
// states, what of them is seen, what their references find, whether their texts and values hold anything, and all
// that stands around. What no shape tells is asked of every page: no two elements bear one id.
options => {
  document.querySelectorAll("[data-alike]").forEach(part => part.removeAttribute("data-alike"));
  const known = new Set(options.known.split(" ")), fresh = [];
  const references = new Set(["for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"]);
  const verbatim = new Set(["class", "role", "type", "style", "lang", "scope", "tabindex"]);
  const attribute = ({name, value}) => name + (
    references.has(name) ? value.split(" ").every(id => document.getElementById(id))
    : verbatim.has(name) || name.startsWith("aria-") && name != "aria-label" ? value
    : !!value.trim());
  const own = element => element.tagName + element.checkVisibility() + [...element.attributes].map(attribute).sort();
  const inner = node => node.nodeType == 1 ? ("alike" in node.dataset ? "~" : shape(node))
    : node.nodeType == 3 && node.data.trim() ? "." : "";
  const shape = element => own(element) + [...element.childNodes].map(inner).join("").replace(/([.~])\1+/g, "$1");
  const hash = text => {
    let high = 7, low = 11;
    for (let index = 0; index < text.length; index++) {
      high = Math.imul(high ^ text.charCodeAt(index), 2654435761);
      low = Math.imul(low ^ text.charCodeAt(index), 1597334677);
    }
    return `${high >>> 0}/${low >>> 0}`;
  };
  const parts = "header, nav, aside, footer, dialog, [popover], main section, main tr, main li, main dl > *, main p";
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
  const page = {
    h1: document.querySelectorAll("h1").length,
    lang: document.documentElement.lang,
    title: document.title,
  };
  const ids = [...document.querySelectorAll("[id]")].map(({id}) => id).filter((id, at, all) => all.indexOf(id) < at);
  if (ids.length) {
    return {fresh, page, faults: [{id: "duplicate-id", help: "An id names one element", where: ids.join(" ")}]};
  }
  const rest = hash(innerWidth + shape(document.body));
  if (known.has(rest)) return {fresh, page, faults: []};
  if (!("axe" in window)) return null;
  fresh.push(rest);
  return axe.run({exclude: [["[data-alike]"]]}, options).then(({violations}) => ({
    fresh,
    page,
    faults: violations.map(({id, help, nodes}) => (
      {id, help, where: nodes.slice(0, 3).map(node => node.target).join(" ")})),
  }));
}
