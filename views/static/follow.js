// What is under way tells by itself how far it is: the part marked `data-follow` is asked for again until it is over.
// Soon at first, since what is short is over before a second is; then ever more seldom.
const FIRST = 200;
const LONGEST = 1000;

async function follow(part, pause) {
  const answer = await fetch(part.dataset.follow, { redirect: "manual" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById(part.id);
  if (!next) return;
  // With its end other things of the page change: what can be done then, where it stands.
  if (!next.dataset.follow && "reload" in part.dataset) return location.reload();
  part.replaceWith(next);
  if (next.dataset.follow) setTimeout(() => follow(next, Math.min(1.5 * pause, LONGEST)), pause);
}

const part = document.querySelector("[data-follow]");
if (part) setTimeout(() => follow(part, FIRST), FIRST);
