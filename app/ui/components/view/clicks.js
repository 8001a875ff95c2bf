// What was clicked in a view: numbered, and sent with each click until it is heard (clicks.py). Of two messages that
// wait, Streamlit runs only the later one, so each one says everything.

import { isDrawing, numbered } from "../saving.js";

const LATE = 3000; // milliseconds after which what is not heard is sent again
const LONGEST = 15000; // for which a link waits until what was clicked before is heard
const GLANCE = 30; // after which it looks again

/** Tell Python what was clicked. Of what can be done once only (data-once), a second click means the first. */
export function click(root, event, isOnce) {
  const same = JSON.stringify(event), { unheard } = clicksOf(root);
  if (isOnce && unheard.some((each) => each.same === same)) return;
  unheard.push({ same, event: { ...event, id: numbered() } });
  send(root);
}

/** Take note of what Python has heard. */
export function hear(root, heard) {
  const clicks = clicksOf(root);
  clicks.unheard = clicks.unheard.filter(({ event }) => !heard.includes(event.id));
}

/** Go on as soon as all is heard that was clicked on the page: what is not when it is left, is lost. */
export function whenHeard(then, latest = performance.now() + LONGEST, hasWaited = false) {
  const isUnheard = [...document.querySelectorAll(".kb-view")].some((root) => clicksOf(root).unheard.length);
  const isWaiting = isUnheard || (hasWaited && isDrawing()); // what came of the click would lead back to the page
  if (isWaiting && performance.now() < latest) setTimeout(whenHeard, GLANCE, then, latest, true);
  else then();
}

function clicksOf(root) {
  return (root.kbClicks ??= { unheard: [], late: null });
}

function send(root) {
  root.kbSend("do", clicksOf(root).unheard.map(({ event }) => event));
  wait(root);
}

function wait(root) {
  const clicks = clicksOf(root);
  clearTimeout(clicks.late);
  clicks.late = setTimeout(() => {
    if (root.isConnected && clicks.unheard.length) (isDrawing() ? wait : send)(root);
  }, LATE);
}
