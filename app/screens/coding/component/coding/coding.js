// What a person does to codings: code, recode, remove, write a memo. Each is one event to Python.

import { act, notice, setCoding } from "../events.js";
import { inVivoName } from "./in_vivo.js";
import { codingMeant, chosen, hold, release, wordsOf } from "./select.js";
import { say } from "../state.js";

/** Code the chosen words with one code. */
export function code(surface, name, { fresh = false, invivo = false, stay = false } = {}) {
  const span = chosen(surface);
  if (!span) { notice(surface, "Select some words first."); return false; }
  const known = surface.codesByName.has(name);
  act(surface, { do: "code", start: span.start, end: span.end, codes: [name], new: fresh && !known, invivo });
  surface.lastCode = name;
  say(surface, `Coded ${name}`);
  if (!stay) {
    surface.handle.hidden = true;
    release(surface.held ? surface : Object.assign(surface, { held: span }), { keep: false });
    surface.exact = false;
  }
  return true;
}

/** The chosen words become the code. */
export function codeInVivo(surface, options = {}) {
  const span = chosen(surface);
  if (!span) { notice(surface, "Select the words that should become the code."); return false; }
  const name = inVivoName(wordsOf(surface, span), surface.data.naming);
  return code(surface, name, { fresh: true, invivo: true, ...options });
}

/** The coding that is meant, if it may be changed; otherwise say why not. */
export function mine(surface, coding = codingMeant(surface)) {
  if (!coding) { notice(surface, "There is no coding here."); return null; }
  if (coding.fresh) { notice(surface, "This coding is still being saved."); return null; }
  if (!coding.own) { notice(surface, `This is ${coding.coder || "another coder"}’s coding.`); return null; }
  return coding;
}

/** Remove a coding. */
export function remove(surface, coding = undefined) {
  const meant = mine(surface, coding);
  if (!meant) return;
  act(surface, { do: "remove", coding: meant.id });
  setCoding(surface, null);
  say(surface, `Removed ${meant.code}. Control Z brings it back.`);
}

/** Give a coding another code. */
export function recode(surface, coding, name) {
  act(surface, { do: "recode", coding: coding.id, code: name });
  surface.lastCode = name;
  say(surface, `Recoded: ${name}`);
  hold(surface, null);
  surface.page.focus({ preventScroll: true });
}

/** Give a coding that lost its place the chosen words, else the paragraph one is in. */
export function placeLost(surface, unplaced, name) {
  const paragraph = surface.paragraphs.find((each) => each.position === surface.at);
  const span = chosen(surface) ?? (paragraph && { start: paragraph.start, end: paragraph.end });
  if (!span || !surface.data.writable) { notice(surface, "Select its words in the text first, or click into a paragraph."); return; }
  act(surface, { do: "place", unplaced, code: name, start: span.start, end: span.end });
  say(surface, `Placed ${name}`);
}

/** Accept or dismiss what is suggested for a paragraph. */
export function answer(surface, position, name, accept) {
  act(surface, { do: "suggest", position, code: name, accept });
  if (accept) surface.lastCode = name;
  say(surface, accept ? `Accepted ${name}` : `Dismissed ${name}`);
}
