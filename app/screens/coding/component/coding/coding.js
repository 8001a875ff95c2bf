// What a person does to codings: code, recode, remove, write a memo. Each is one event to Python.

import { act, notice, setCoding } from "../events.js";
import { inVivoName } from "./in_vivo.js";
import { codingMeant, chosen, hold, release, wordsOf } from "./select.js";

/** Code the chosen words with one code. */
export function code(transcriptView, name, { fresh = false, invivo = false, stay = false } = {}) {
  const span = chosen(transcriptView);
  if (!span) { notice(transcriptView, "Select some words first."); return false; }
  const known = transcriptView.codesByName.has(name);
  act(transcriptView, { do: "code", start: span.start, end: span.end, codes: [name], new: fresh && !known, invivo });
  transcriptView.lastCode = name;
  if (!stay) {
    transcriptView.handle.hidden = true;
    release(transcriptView.held ? transcriptView : Object.assign(transcriptView, { held: span }), { keep: false });
    transcriptView.exact = false;
  }
  return true;
}

/** The chosen words become the code. */
export function codeInVivo(transcriptView, options = {}) {
  const span = chosen(transcriptView);
  if (!span) { notice(transcriptView, "Select the words that should become the code."); return false; }
  const name = inVivoName(wordsOf(transcriptView, span), transcriptView.data.naming);
  return code(transcriptView, name, { fresh: true, invivo: true, ...options });
}

/** The coding that is meant, if it may be changed; otherwise say why not. */
export function mine(transcriptView, coding = codingMeant(transcriptView)) {
  if (!coding) { notice(transcriptView, "There is no coding here."); return null; }
  if (coding.fresh) { notice(transcriptView, "This coding is still being saved."); return null; }
  if (!coding.own) { notice(transcriptView, `This is ${coding.coder || "another coder"}’s coding.`); return null; }
  return coding;
}

/** Remove a coding. */
export function remove(transcriptView, coding = undefined) {
  const meant = mine(transcriptView, coding);
  if (!meant) return;
  act(transcriptView, { do: "remove", coding: meant.id, seen: meant.seen });
  setCoding(transcriptView, null);
}

/** Give a coding another code. */
export function recode(transcriptView, coding, name, { fresh = false } = {}) {
  act(transcriptView, { do: "recode", coding: coding.id, code: name, new: fresh, seen: coding.seen });
  transcriptView.lastCode = name;
  hold(transcriptView, null);
  transcriptView.page.focus({ preventScroll: true });
}

/** Give a coding that lost its place the chosen words, else the paragraph one is in. */
export function placeLost(transcriptView, unplaced, name) {
  const paragraph = transcriptView.paragraphs.find((each) => each.position === transcriptView.at);
  const span = chosen(transcriptView) ?? (paragraph && { start: paragraph.start, end: paragraph.end });
  if (!span || !transcriptView.data.writable) { notice(transcriptView, "Select the right words in the text first, or click into a paragraph."); return; }
  act(transcriptView, { do: "place", unplaced, code: name, start: span.start, end: span.end });
}

/** Code some words, or a whole paragraph, with what is suggested for them. */
export function acceptSuggested(transcriptView, { start, end }, name) {
  act(transcriptView, { do: "suggest", start, end, code: name, accept: true });
  transcriptView.lastCode = name;
}

/** Suggest a code for a paragraph no more, if it is suggested there. */
export function refuseSuggested(transcriptView, { position, start, end }, name) {
  if (!transcriptView.data.suggestions?.[position]?.includes(name)) return;
  act(transcriptView, { do: "suggest", start, end, code: name, accept: false });
}
