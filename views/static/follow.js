// What is under way tells by itself how far it is: the part marked `data-follow` is asked for again until it is over.
const PAUSE = 1000;

async function follow(part) {
  const answer = await fetch(part.dataset.follow, { redirect: "manual" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.getElementById(part.id);
  if (!next) return;
  part.replaceWith(next);
  if (next.dataset.follow) setTimeout(() => follow(next), PAUSE);
}

const part = document.querySelector("[data-follow]");
if (part) setTimeout(() => follow(part), PAUSE);
