// What the keyboard shortcuts of the text do; which keys they are and what is said of them is in shortcuts.json.

import { answer, code, codeInVivo, mine, remove } from "./coding/coding.js";
import { edgeKey, startEdging } from "./coding/edges.js";
import { act, notice, setCoding } from "./events.js";
import { openPicker } from "./coding/picker.js";
import { ask, caret, chosen, codingMeant, goToParagraph, here, select, showHandle } from "./coding/select.js";
import { openHelp, openMemo } from "./coding/sheets.js";
import { SHORTCUTS } from "./shortcuts.js";
import { say } from "./state.js";

const ACTIONS = {
  codeOrRecode: enter,
  recentCode: recent,
  lastCode: again,
  selectParagraph: wholeParagraph,
  codeParagraph,
  codeInVivo: (surface) => codeInVivo(surface),
  showSuggestions: suggestions,
  acceptSuggestion,
  writeMemo: (surface) => openMemo(surface, codingMeant(surface)),
  removeCoding: (surface) => remove(surface),
  moveEdges: startEdging,
  previousCoding: (surface) => stepCoding(surface, -1),
  nextCoding: (surface) => stepCoding(surface, 1),
  previousParagraph: (surface) => stepParagraph(surface, -1),
  nextParagraph: (surface) => stepParagraph(surface, 1),
  nextUncoded: (surface) => stepUncoded(surface, 1),
  previousUncoded: (surface) => stepUncoded(surface, -1),
  hideHighlights,
  undo: (surface) => act(surface, { do: "undo" }),
  redo: (surface) => act(surface, { do: "redo" }),
  findInText: () => focusField("Find in text"),
  findCode: () => focusField("Find a code"),
  showShortcuts: (surface) => openHelp(surface, SHORTCUTS),
  leave,
};

/** Answer a key pressed in the text or on a stripe. */
export function onKey(surface, event) {
  if (event.key === "Tab") return;
  event.stopPropagation();
  if (event.isComposing) return;
  if (edgeKey(surface, event)) { event.preventDefault(); return; }
  if (event.shiftKey && event.key.startsWith("Arrow")) surface.exact = event.altKey;
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && document.querySelector("[data-kb-keys='off']")) return;
  const entry = SHORTCUTS.find((each) => ACTIONS[each.does] && pressed(each, event));
  if (!entry) return;
  if (onStripe(surface, event, entry)) return;
  event.preventDefault();
  if (entry.writes && !surface.data.writable) return;
  ACTIONS[entry.does](surface, event);
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

// On a stripe, Enter and Space are the button's own; the browser turns them into a click.
function onStripe(surface, event, entry) {
  const stripe = event.target.closest?.("button");
  if (!stripe) return false;
  if (stripe.dataset.coding) surface.coding = surface.codings.find((each) => String(each.id) === stripe.dataset.coding)?.id ?? null;
  return entry.key === "Enter" && !stripe.dataset.coding;
}

function enter(surface) {
  if (chosen(surface)) { openPicker(surface); return; }
  const coding = codingMeant(surface);
  if (!coding) { notice(surface, "Select some words, then Enter."); return; }
  const own = mine(surface, coding);
  if (own) { setCoding(surface, own.id); openPicker(surface, { coding: own }); }
}

function recent(surface, event) {
  const name = surface.data.recent?.[Number(event.code.at(-1)) - 1];
  if (name) code(surface, name);
  else notice(surface, `There is no recent code ${event.code.at(-1)} yet.`);
}

function again(surface) {
  const name = surface.lastCode ?? surface.data.recent?.[0];
  if (name) code(surface, name); else notice(surface, "No code has been used yet.");
}

function wholeParagraph(surface) {
  const span = chosen(surface), paragraph = here(surface);
  const last = span ? surface.paragraphs.findLast((each) => each.start < span.end) : paragraph;
  const first = span ? surface.paragraphs.find((each) => each.end > span.start) : paragraph;
  surface.exact = false;
  select(surface, first.start, last.end);
  showHandle(surface);
}

function codeParagraph(surface) {
  wholeParagraph(surface);
  again(surface);
}

function suggestions(surface) {
  const paragraph = here(surface);
  if (surface.data.suggestions?.[paragraph.position]?.length) openPicker(surface, { paragraph });
  else say(surface, "No suggestions for this paragraph.");
}

function acceptSuggestion(surface, event) {
  const paragraph = here(surface), names = surface.data.suggestions?.[paragraph.position] ?? [];
  const name = names[Number(event.code.at(-1)) - 1];
  if (name) answer(surface, paragraph.position, name, true);
}

function stepCoding(surface, step) {
  const focused = surface.codings.findIndex((coding) => coding.id === surface.coding), at = caret(surface);
  let next = focused + step;
  if (focused < 0) {
    next = step > 0 ? surface.codings.findIndex((coding) => coding.start >= at) : surface.codings.findLastIndex((coding) => coding.start < at);
    if (next < 0 && step > 0) next = surface.codings.length;
  }
  const coding = surface.codings[next];
  if (coding) {
    select(surface, coding.start, coding.start);
    setCoding(surface, coding.id, { scroll: true });
    document.activeElement?.closest(".kb-stripe") && surface.page.focus({ preventScroll: true });
    return;
  }
  const beyond = step > 0 ? lastPosition(surface) + 1 : surface.data.window.first - 1;
  if (!isThere(surface, beyond)) { say(surface, step > 0 ? "No coding after this." : "No coding before this."); return; }
  ask(surface, beyond, () => { surface.coding = null; goToParagraph(surface, beyond); stepCoding(surface, step); });
}

function lastPosition(surface) {
  return surface.data.window.first + surface.paragraphs.length - 1;
}

function isThere(surface, position) {
  return position >= 0 && position < surface.data.total;
}

function stepParagraph(surface, step) {
  const position = (surface.at ?? here(surface).position) + step;
  if (!isThere(surface, position)) { say(surface, step > 0 ? "The last paragraph." : "The first paragraph."); return; }
  goToParagraph(surface, position);
}

// Questions and headings are not waited for: a transcript is coded when what was answered is.
function stepUncoded(surface, step) {
  const from = here(surface).position;
  const open = surface.paragraphs.filter((paragraph) => !paragraph.heading && paragraph.role !== "interviewer"
    && paragraph.text.trim() && !surface.codingsOf.get(paragraph.position).length);
  const next = step > 0 ? open.find((each) => each.position > from) : open.findLast((each) => each.position < from);
  if (next) { goToParagraph(surface, next.position); return; }
  const beyond = step > 0 ? lastPosition(surface) + 1 : surface.data.window.first - 1;
  if (!isThere(surface, beyond)) { say(surface, "Every other paragraph carries a code."); return; }
  ask(surface, beyond, () => { surface.at = beyond - step; stepUncoded(surface, step); });
}

function hideHighlights(surface) {
  const hidden = surface.root.classList.toggle("kb-plain");
  say(surface, hidden ? "Highlights hidden" : "Highlights shown");
}

function focusField(label) {
  document.querySelector(`input[aria-label^="${label}"]`)?.focus();
}

function leave(surface) {
  const now = document.getSelection();
  if (surface.coding !== null) { setCoding(surface, null); return; }
  if (now && !now.isCollapsed) { now.collapseToEnd(); return; }
  document.activeElement?.blur();
  now?.removeAllRanges();
}
