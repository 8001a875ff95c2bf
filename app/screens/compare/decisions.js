// What a moderator does on Compare: kept and sent until it is answered (saving.js), each about the difference that was
// shown when it was done. Keys that are pressed before the next difference is there wait for it, and then act on it.

import { enqueue, newSaving, numbered, recall, recover, sendAll, takeAnswers } from "../../ui/components/saving.js";

const PATIENCE = 30000; // milliseconds for which keys wait for a difference that was gone to
const TRIES = 40; // for which it waits, 50 milliseconds each, until what was drawn is in place
const GLANCE = 100; // milliseconds after which it looks again: a part that is taken off the page tells nobody
const HELD = new Set(["Enter", "Escape", "ArrowDown", "ArrowUp", "Backspace"]); // besides those that write a character
const desk = { ...newSaving("kb undecided"), root: null, data: null, held: [], goal: null };

/** Take what Python sent with the page's outbox. */
export function takeDesk(root, data, send) {
  const isNew = desk.root !== root;
  Object.assign(desk, { root, data });
  desk.transmit = (events) => send("said", events);
  desk.say = () => {}; // what is not saved is an alert, which says itself
  recall(desk);
  const asked = desk.unseen.find((event) => event.do === "similar"); // after which a dialog takes the keys
  const refused = takeAnswers(desk, data.answers).some((answer) => answer.refused || answer.event === asked?.id);
  recover(desk);
  if (isNew && desk.unseen.length) sendAll(desk);
  if (refused) drop();
}

/** Keep what an element asks for and send it, once the page shows what was done before. */
export function keepAction(event) {
  if (!isThere()) return;
  const { document: name, coders, coder } = desk.data;
  if (isWaiting()) desk.held.push({ key: event.do, action: event });
  else enqueue(desk, { ...event, document: name, coders, coder, id: numbered() });
  deskDrawn();
}

/** Look at what was drawn: keys that waited for it act now, one after the other. */
export function deskDrawn() {
  if (!isThere()) return;
  clearTimeout(desk.glance);
  if (mark()) desk.glance = setTimeout(deskDrawn, GLANCE);
  else if (desk.held.length) desk.glance = setTimeout(() => release(TRIES), 0); // when it is in place, and hears clicks
}

function release(tries) {
  while (desk.held.length) {
    if (mark()) { deskDrawn(); return; } // what waits takes no clicks
    if (document.querySelector("[role='dialog']")) { drop(); return; }
    if (!form()?.offsetParent) { // a part of the page that is being replaced
      if (tries) desk.glance = setTimeout(() => release(tries - 1), 50); else drop();
      return;
    }
    const next = desk.held.shift();
    if (next.action) keepAction(next.action);
    else replay(next);
  }
}

const isThere = () => Boolean(desk.root?.isConnected && desk.data);
const form = () => document.querySelector("form[data-hot-submit]");

// Whether something is not answered, or the page does not show yet what came of it or was gone to.
function isWaiting() {
  if (desk.unseen.length) return true;
  if ([...document.querySelectorAll(".kb-view [data-after]")].some((part) => part.dataset.after !== desk.data.newest)) return true;
  if (desk.goal === null) return false;
  const shown = form()?.dataset, row = document.querySelector(".kb-view .work tr.at a");
  if (shown?.asked !== desk.goal || (row && row.dataset.key !== `item-${shown.item}`)) return true;
  if (shown.item !== desk.goal) drop(); // it is not there any more: keys for it are not used on another one
  clearTimeout(desk.goalTimer);
  desk.goal = null;
  return false;
}

function mark() {
  const is = isWaiting();
  form()?.classList.toggle("waiting", is);
  form()?.setAttribute("aria-busy", String(is));
  return is;
}

// Keys that cannot be used any more: it is said, so that nobody believes that they decided something.
function drop() {
  const box = desk.root.querySelector(".held"), keys = desk.held.splice(0).map(({ key }) => (key === "Enter" ? "↵" : key));
  if (!box || !keys.length) return;
  box.textContent = `Not used, because the difference they were for is not the one that is shown: ${keys.join(" ")}`;
  box.hidden = false;
}

function hold(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.kbReplayed || !isThere()) return;
  if (!form() || document.querySelector("[role='dialog']") || !(HELD.has(event.key) || event.key.length === 1)) return;
  const at = event.target, isElsewhere = at.closest("input, textarea, select, [contenteditable], [role='listbox'], [data-testid='stPopoverBody']");
  if ((isElsewhere && !form().contains(at)) || (!desk.held.length && !isWaiting())) return;
  if (event.key === "Enter" && at.closest("a, button, summary") && !at.closest(".work .at")) return; // which it presses
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.repeat) desk.held.push({ key: event.key, shiftKey: event.shiftKey });
  if (desk.isLate) drop();
  deskDrawn();
}

// Do what a key would have done if it had been pressed now: in a field it writes.
function replay({ key, shiftKey }) {
  const field = document.activeElement?.matches("form[data-hot-submit] input:not([type=radio])") ? document.activeElement : null;
  const event = Object.assign(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }), { kbReplayed: true });
  if (!(document.activeElement ?? document.body).dispatchEvent(event) || !field) return;
  if (key === "Enter") field.form.requestSubmit();
  else if (key === "Backspace") field.value = [...field.value].slice(0, -1).join("");
  else if (key.length === 1) field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
  else return;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// From here on, keys are for the difference that is gone to.
function goTo(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  const link = event.target.closest?.(".kb-view .work a[data-key^='item-']"), item = link?.dataset.key.slice(5);
  if (!link || !isThere() || form()?.dataset.asked === item) return;
  desk.goal = item;
  clearTimeout(desk.goalTimer);
  desk.goalTimer = setTimeout(() => { desk.goal = null; drop(); mark(); }, PATIENCE);
  deskDrawn();
}

// What is drawn already and about to be drawn anew takes no clicks: they would be lost.
function refuse(event) {
  if (!isThere() || !event.target.closest?.("form[data-hot-submit].waiting")) return;
  event.preventDefault();
  event.stopPropagation();
}

if (!window.kbDesk) {
  window.kbDesk = true;
  document.addEventListener("keydown", hold, { capture: true });
  document.addEventListener("click", goTo, { capture: true });
  document.addEventListener("click", refuse, { capture: true });
}

// Offsets are code points of the document: a stretch knows where it begins, and letters are counted from there.
// What is selected besides, such as who speaks, are no words of the document.
/** Words that are selected in the passage become the words of the field that asks for other words. */
export function chooseWords(root) {
  const chosen = window.getSelection();
  const passage = root.querySelector("[data-words]"), asks = root.querySelector("form[data-hot-submit]");
  if (!passage || !asks || !chosen || chosen.isCollapsed || !passage.contains(chosen.anchorNode) || !passage.contains(chosen.focusNode)) return;
  const range = chosen.getRangeAt(0);
  const words = [...passage.querySelectorAll("[data-at]")].filter((each) => range.intersectsNode(each)).map((each) => {
    const text = each.firstChild, at = Number(each.dataset.at);
    const from = text === range.startContainer ? range.startOffset : 0;
    const to = text === range.endContainer ? range.endOffset : text.data.length;
    return { start: at + [...text.data.slice(0, from)].length, end: at + [...text.data.slice(0, to)].length, said: text.data.slice(from, to) };
  }).filter((each) => each.said);
  if (!words.length) return;
  asks.elements.start.value = words[0].start;
  asks.elements.end.value = words.at(-1).end;
  asks.elements.words.value = words.map((each, n) => (n && words[n - 1].end < each.start ? "\n" : "") + each.said).join("");
  asks.querySelector("[data-chosen]").textContent = words.map((each, n) => (n && words[n - 1].end < each.start ? " " : "") + each.said).join("");
  asks.querySelector("input[value=instead]").checked = true;
}
