// A field for a code: the codes of its <datalist> that fit what is typed, by the one rule of matching.js. The arrows
// choose, Enter and a click take; what only fits by scattered letters is taken when it was chosen, never by Enter alone.
// A field with data-now sends its form with what was taken, or typed in full; when it is emptied and left, too.
// A field with data-new can name a code that is not there yet: Shift+Enter does so, and shows what is near.
// In a search (data-grammar) the piece at the caret is completed; a field with data-values takes values of the
// kind that its form says. Their values stand in lists by field.

import { findCodes, nearest } from "./matching.js";
import { completed, pieceOf } from "./search_piece.js";

const MOST = 8;
let number = 0;

/** Make every field with data-codes under a root one that finds codes. */
export function codeFields(root) {
  for (const field of root.querySelectorAll("input[data-codes]:not([role])")) bind(field, root);
}

const namesIn = (list) => [...(list?.querySelectorAll("option") ?? [])].map((each) => ({ name: each.value }));

function bind(field, root) {
  const codes = "grammar" in field.dataset || "values" in field.dataset ? [] : namesIn(field.parentElement.parentElement.querySelector("datalist"));
  const byField = Object.fromEntries([...root.querySelectorAll("datalist[data-field]")].map((each) => [each.dataset.field, namesIn(each)]));
  const list = document.createElement("ul");
  list.className = "codelist";
  list.id = `kb-code-list-${number += 1}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Codes");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) {
    field.setAttribute(name, value);
  }
  field.removeAttribute("list");
  field.after(list);
  const state = { field, list, codes, byField, rows: [], active: -1, sent: field.value, fresh: field.form?.elements[field.dataset.new] };
  field.addEventListener("input", () => open(state));
  field.addEventListener("blur", () => { close(state); sendNow(state); });
  field.addEventListener("keydown", (event) => onKey(state, event));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-at]");
    if (row) take(state, Number(row.dataset.at));
  });
}

function open(state) {
  if ("grammar" in state.field.dataset) return openPiece(state);
  if ("values" in state.field.dataset) state.codes = state.byField[state.field.form.elements.kind.value] ?? [];
  const typed = state.field.value.trim();
  state.rows = typed ? findCodes(state.codes, typed, [], MOST) : [];
  const isKnown = state.codes.some((code) => code.name === typed);
  if (isKnown) state.rows = [];
  if (state.fresh) state.fresh.value = "";
  if (state.fresh && typed && !isKnown) state.rows.push({ code: { name: typed }, at: new Set(), isNew: true, near: nearest(state.codes, typed) });
  state.active = state.rows.findIndex((row) => !row.isLoose && !row.isNew);
  draw(state);
}

// The values of a field are chosen by Enter; what may be meant by a bare word is only offered.
function openPiece(state) {
  const { field, byField } = state, fields = Object.keys(byField);
  const piece = state.piece = pieceOf(field.value, field.selectionStart ?? field.value.length, fields);
  state.rows = [];
  if (piece?.field) {
    const found = piece.typed ? findCodes(byField[piece.field], piece.typed, [], MOST) : byField[piece.field].slice(0, MOST).map((code) => ({ code, at: new Set() }));
    state.rows = found.map((row) => ({ ...row, field: piece.field }));
  } else if (piece) {
    const begun = fields.filter((name) => name.startsWith(piece.typed.toLowerCase())).map((name) => ({ code: { name: `${name}:` }, at: new Set(), isField: true }));
    const codes = findCodes(byField.code ?? [], piece.typed, [], MOST).filter((row) => !row.isLoose).map((row) => ({ ...row, field: "code", shown: "code:" }));
    state.rows = [...begun, ...codes].slice(0, MOST);
  }
  const isWhole = piece?.field && state.rows.length === 1 && state.rows[0].code.name === piece.typed;
  if (isWhole) state.rows = [];
  state.active = piece?.field && piece.typed ? state.rows.findIndex((row) => !row.isLoose) : -1;
  draw(state);
}

function takePiece(state, { code, field, isField }) {
  const input = state.field, caret = input.selectionStart ?? input.value.length;
  const done = isField
    ? { text: input.value.slice(0, state.piece.from) + code.name + input.value.slice(caret), caret: state.piece.from + code.name.length }
    : completed(input.value, caret, state.piece, code.name, field);
  input.value = done.text;
  input.setSelectionRange(done.caret, done.caret);
  if (isField) openPiece(state);
  else close(state);
}

function close(state) {
  state.rows = [];
  state.active = -1;
  draw(state);
}

function draw(state) {
  const { field, list, rows, active } = state;
  list.replaceChildren(...rows.map(({ code, at, isNew, near, shown }, index) => {
    const row = document.createElement("li");
    if (isNew) row.append("New code: ");
    if (shown) row.append(shown);
    row.id = `${list.id}-${index}`;
    row.dataset.at = index;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(index === active));
    [...code.name].forEach((letter, place) => {
      if (!at.has(place)) { row.append(letter); return; }
      const found = document.createElement("b");
      found.textContent = letter;
      row.append(found);
    });
    if (isNew) row.append(near ? ` (Shift+Enter; “${near}” exists)` : " (Shift+Enter)");
    row.normalize();
    return row;
  }));
  list.hidden = !rows.length;
  field.setAttribute("aria-expanded", String(Boolean(rows.length)));
  if (active >= 0) field.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  else field.removeAttribute("aria-activedescendant");
}

function take(state, index) {
  if ("grammar" in state.field.dataset) return takePiece(state, state.rows[index]);
  state.field.value = state.rows[index].code.name;
  if (state.fresh) state.fresh.value = state.rows[index].isNew ? state.field.value : "";
  close(state);
  sendNow(state);
}

// A name that is none of the codes is sent by Enter alone, which says so.
function sendNow(state) {
  const value = state.field.value.trim();
  if (!("now" in state.field.dataset) || value === state.sent || (value && !state.codes.some((code) => code.name === value))) return;
  state.sent = value;
  state.field.form.requestSubmit();
}

function onKey(state, event) {
  if (!state.rows.length || event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], most = state.rows.length;
  if (step) {
    state.active = state.active < 0 ? (step > 0 ? 0 : most - 1) : (state.active + step + most) % most;
    draw(state);
  } else if (event.key === "Enter" && event.shiftKey && state.rows.at(-1).isNew) take(state, most - 1);
  else if (event.key === "Enter" && state.active >= 0 && !state.rows[state.active].isNew) take(state, state.active);
  else if (event.key === "Enter" && state.fresh) return void event.preventDefault(), void event.stopPropagation();
  else if (event.key === "Escape" && state.rows.every((row) => row.isNew)) return close(state); // leaves the field, too
  else if (event.key === "Escape") close(state);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
