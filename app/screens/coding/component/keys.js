// What the keyboard shortcuts of the text do; which keys they are and what is said of them is in shortcuts.json of app/ui.

import { acceptSuggested, code, codeInVivo, mine, remove } from "./coding/coding.js";
import { edgeKey, startEdging } from "./coding/edges.js";
import { act, notice, setCoding } from "./events.js";
import { openPicker } from "./coding/picker.js";
import { ask, caret, catchUp, chosen, codingMeant, goToParagraph, here, select, showHandle } from "./coding/select.js";
import { openMemo, openPassageMemo } from "./coding/passage_memos.js";
import { showShortcuts } from "../../../ui/components/shortcut_list.js";
import { SHORTCUTS } from "../../../ui/components/shortcuts.js";
import { say } from "./state.js";

const ACTIONS = {
  codeOrRecode: enter,
  recentCode: recent,
  lastCode: again,
  selectParagraph: wholeParagraph,
  codeParagraph,
  codeInVivo: (transcriptView) => codeInVivo(transcriptView),
  showSuggestions: suggestions,
  acceptSuggestion,
  writeMemo: (transcriptView) => (chosen(transcriptView) ? openPassageMemo(transcriptView) : openMemo(transcriptView, codingMeant(transcriptView))),
  defineCode: () => document.querySelector(".kb-view [data-key='define']")?.click(),
  removeCoding: (transcriptView) => remove(transcriptView),
  moveEdges: startEdging,
  previousCoding: (transcriptView) => stepCoding(transcriptView, -1),
  nextCoding: (transcriptView) => stepCoding(transcriptView, 1),
  previousParagraph: (transcriptView) => stepParagraph(transcriptView, -1),
  nextParagraph: (transcriptView) => stepParagraph(transcriptView, 1),
  nextUncoded: (transcriptView) => stepUncoded(transcriptView, 1),
  previousUncoded: (transcriptView) => stepUncoded(transcriptView, -1),
  hideHighlights,
  undo: (transcriptView) => act(transcriptView, { do: "undo", batch: lastUnsaved(transcriptView) }),
  redo: (transcriptView) => act(transcriptView, { do: "redo" }),
  findInText: () => focusField("Find in text"),
  findCode: () => focusField("Find a code"),
  showShortcuts: (transcriptView) => showShortcuts(transcriptView.root, SHORTCUTS.coding, { writes: transcriptView.data.writable, after: () => transcriptView.page.focus({ preventScroll: true }) }),
  leave,
};

/** Answer a key pressed in the text or on a stripe. */
export function onKey(transcriptView, event) {
  if (event.key === "Tab") return;
  event.stopPropagation();
  if (event.isComposing) return;
  catchUp(transcriptView);
  if (edgeKey(transcriptView, event)) { event.preventDefault(); return; }
  if (event.shiftKey && event.key.startsWith("Arrow")) transcriptView.exact = event.altKey;
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && document.querySelector("[data-kb-keys='off']")) return;
  const entry = SHORTCUTS.coding.find((each) => ACTIONS[each.does] && pressed(each, event));
  if (!entry) return;
  if (onStripe(transcriptView, event, entry)) return;
  event.preventDefault();
  if (entry.writes && !transcriptView.data.writable) return;
  ACTIONS[entry.does](transcriptView, event);
}

function pressed(entry, event) {
  const control = event.ctrlKey || event.metaKey, third = event.getModifierState?.("AltGraph");
  if (entry.alt) return event.altKey && !control && /^Digit[1-3]$/.test(event.code);
  if (entry.digit) return !event.altKey && !control && !event.shiftKey && /^(Digit|Numpad)[1-9]$/.test(event.code);
  if (entry.control) {
    const wanted = entry.control;
    return control && !event.altKey && event.key.toLowerCase() === wanted.toLowerCase()
      && event.shiftKey === (wanted !== wanted.toLowerCase());
  }
  if ((control || event.altKey) && !third) return false;
  if (/^[a-z]$/i.test(entry.key)) return event.key.toLowerCase() === entry.key.toLowerCase() && event.shiftKey === (entry.key < "a");
  return event.key === entry.key;
}

// What undo takes back if it is still on its way: then it is known, whatever else happens meanwhile.
function lastUnsaved({ unseen, data }) {
  const open = [];
  for (const event of unseen.filter((each) => each.document === data.document)) {
    if (event.do === "redo") return null;
    if (event.do !== "undo") open.push(event.id);
    else if (!event.batch || !open.includes(event.batch)) return null;
    else open.splice(open.indexOf(event.batch), 1);
  }
  return open.at(-1) ?? null;
}

// On a stripe, Enter and Space are the button's own; the browser turns them into a click.
function onStripe(transcriptView, event, entry) {
  const stripe = event.target.closest?.("button");
  if (!stripe) return false;
  if (stripe.dataset.coding) transcriptView.coding = transcriptView.codings.find((each) => String(each.id) === stripe.dataset.coding)?.id ?? null;
  return entry.key === "Enter" && !stripe.dataset.coding;
}

function enter(transcriptView) {
  if (chosen(transcriptView)) { openPicker(transcriptView); return; }
  const coding = codingMeant(transcriptView);
  if (!coding) { notice(transcriptView, "Select some words, then Enter."); return; }
  const own = mine(transcriptView, coding);
  if (own) { setCoding(transcriptView, own.id); openPicker(transcriptView, { coding: own }); }
}

function recent(transcriptView, event) {
  const name = transcriptView.data.recent?.[Number(event.code.at(-1)) - 1];
  if (name) code(transcriptView, name);
  else notice(transcriptView, `There is no recent code ${event.code.at(-1)} yet.`);
}

function again(transcriptView) {
  const name = transcriptView.lastCode ?? transcriptView.data.recent?.[0];
  if (name) code(transcriptView, name); else notice(transcriptView, "No code has been used yet.");
}

function wholeParagraph(transcriptView) {
  const span = chosen(transcriptView), paragraph = here(transcriptView);
  const last = span ? transcriptView.paragraphs.findLast((each) => each.start < span.end) : paragraph;
  const first = span ? transcriptView.paragraphs.find((each) => each.end > span.start) : paragraph;
  transcriptView.exact = false;
  select(transcriptView, first.start, last.end);
  showHandle(transcriptView);
}

function codeParagraph(transcriptView) {
  wholeParagraph(transcriptView);
  again(transcriptView);
}

function suggestions(transcriptView) {
  const paragraph = here(transcriptView);
  if (transcriptView.data.suggestions?.[paragraph.position]?.length) openPicker(transcriptView, { paragraph });
  else say(transcriptView, "No suggestions for this paragraph.");
}

function acceptSuggestion(transcriptView, event) {
  const paragraph = here(transcriptView), names = transcriptView.data.suggestions?.[paragraph.position] ?? [];
  const name = names[Number(event.code.at(-1)) - 1];
  if (name) acceptSuggested(transcriptView, paragraph, name);
}

function stepCoding(transcriptView, step) {
  const focused = transcriptView.codings.findIndex((coding) => coding.id === transcriptView.coding), at = caret(transcriptView);
  let next = focused + step;
  if (focused < 0) {
    next = step > 0 ? transcriptView.codings.findIndex((coding) => coding.start >= at) : transcriptView.codings.findLastIndex((coding) => coding.start < at);
    if (next < 0 && step > 0) next = transcriptView.codings.length;
  }
  const coding = transcriptView.codings[next];
  if (coding) {
    select(transcriptView, coding.start, coding.start);
    setCoding(transcriptView, coding.id, { scroll: true });
    document.activeElement?.closest(".kb-stripe") && transcriptView.page.focus({ preventScroll: true });
    return;
  }
  const beyond = step > 0 ? lastPosition(transcriptView) + 1 : transcriptView.data.window.first - 1;
  if (!isThere(transcriptView, beyond)) { say(transcriptView, step > 0 ? "No coding after this." : "No coding before this."); return; }
  ask(transcriptView, beyond, () => { transcriptView.coding = null; goToParagraph(transcriptView, beyond); stepCoding(transcriptView, step); });
}

function lastPosition(transcriptView) {
  return transcriptView.data.window.first + transcriptView.paragraphs.length - 1;
}

function isThere(transcriptView, position) {
  return position >= 0 && position < transcriptView.data.total;
}

function stepParagraph(transcriptView, step) {
  const position = (transcriptView.at ?? here(transcriptView).position) + step;
  if (!isThere(transcriptView, position)) { say(transcriptView, step > 0 ? "This is the last paragraph." : "This is the first paragraph."); return; }
  goToParagraph(transcriptView, position);
}

// Questions and headings are not waited for: a transcript is coded when what was answered is.
function stepUncoded(transcriptView, step) {
  const from = here(transcriptView).position;
  const open = transcriptView.paragraphs.filter((paragraph) => !paragraph.heading && paragraph.role !== "interviewer"
    && paragraph.text.trim() && !transcriptView.codingsOf.get(paragraph.position).length);
  const next = step > 0 ? open.find((each) => each.position > from) : open.findLast((each) => each.position < from);
  if (next) { goToParagraph(transcriptView, next.position); return; }
  const beyond = step > 0 ? lastPosition(transcriptView) + 1 : transcriptView.data.window.first - 1;
  if (!isThere(transcriptView, beyond)) { say(transcriptView, "All other paragraphs are coded."); return; }
  ask(transcriptView, beyond, () => { transcriptView.at = beyond - step; stepUncoded(transcriptView, step); });
}

function hideHighlights(transcriptView) {
  const hidden = transcriptView.root.classList.toggle("kb-plain");
  say(transcriptView, hidden ? "Highlights hidden" : "Highlights shown");
}

function focusField(label) {
  document.querySelector(`input[aria-label^="${label}"]`)?.focus();
}

function leave(transcriptView) {
  const now = document.getSelection();
  if (transcriptView.coding !== null) { setCoding(transcriptView, null); return; }
  if (now && !now.isCollapsed) { now.collapseToEnd(); return; }
  document.activeElement?.blur();
  now?.removeAllRanges();
}
