// The picker under the words: find a code by a few letters, or make one.

import { acceptSuggested, code, codeInVivo, recode, refuseSuggested } from "./coding.js";
import { notice } from "../events.js";
import { findCodes, nearest } from "../../../../ui/components/matching.js";
import { dot, make } from "../drawing/paint.js";
import { scroller } from "../drawing/render.js";
import { chosen, hold, release } from "./select.js";
import { suggestedFor, touched } from "./suggested.js";
import { paragraphAt, rangeOf } from "../drawing/text.js";

/** Open the picker: for the chosen words, to recode a coding, or on the suggestions of a paragraph. */
export function openPicker(transcriptView, { coding = null, paragraph = null } = {}) {
  let span = coding ?? chosen(transcriptView);
  if (paragraph && !coding) span = { start: paragraph.start, end: paragraph.end };
  if (!span) { notice(transcriptView, "Select some words first."); return; }
  closePicker(transcriptView, { focus: false });
  hold(transcriptView, { start: span.start, end: span.end });
  transcriptView.handle.hidden = true;
  const paragraphs = coding || !transcriptView.codingsOf.size ? [] : touched(transcriptView, span);
  const suggested = suggestedFor(transcriptView, paragraphs);
  const picker = { transcriptView, coding, span, paragraphs, suggested, active: null, applied: new Set() };
  transcriptView.picker = build(picker);
  list(picker);
  place(picker);
  picker.input.focus({ preventScroll: true });
}

/** Close the picker and go back to the text. */
export function closePicker(transcriptView, { focus = true, keep = true } = {}) {
  if (!transcriptView.picker) return;
  vanish(transcriptView);
  if (focus) release(transcriptView, { keep }); else hold(transcriptView, null);
}

function vanish(transcriptView) {
  transcriptView.picker.box.remove();
  transcriptView.picker = null;
  transcriptView.root.classList.remove("kb-sheeted");
}

function build(picker) {
  const { transcriptView, coding } = picker;
  const box = make("div", "kb-picker");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", coding ? `Another code for ${coding.code}` : "Code the selected words");
  const top = make("div", "kb-find"), input = make("input"), many = make("span", "kb-cap");
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.placeholder = coding ? `Instead of ${coding.code}` : "Find or create a code";
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-label": "Find or create a code", "aria-expanded": "true",
    "aria-controls": "kb-codes", "aria-autocomplete": "list",
  })) input.setAttribute(name, value);
  top.append(input, many);
  const found = make("div", "kb-codes");
  found.id = "kb-codes";
  found.setAttribute("role", "listbox");
  found.setAttribute("aria-label", "Codes");
  box.append(make("div", "kb-grab"), top, suggestions(picker), found, foot(coding));
  Object.assign(picker, { box, input, many, found });
  transcriptView.root.append(box);
  input.addEventListener("input", () => { picker.active = null; list(picker); });
  box.addEventListener("keydown", (event) => onKey(picker, event));
  box.addEventListener("mousedown", (event) => { if (event.target !== input) event.preventDefault(); });
  box.addEventListener("click", (event) => onClick(picker, event));
  box.addEventListener("focusout", (event) => {
    const left = event.relatedTarget && !box.contains(event.relatedTarget);
    if (left && transcriptView.picker === picker) closePicker(transcriptView, { focus: false });
  });
  return picker;
}

function suggestions(picker) {
  const line = make("div", "kb-suggested");
  line.hidden = !picker.suggested.length;
  picker.suggested.forEach(({ name, why, goesOn }, index) => {
    const before = picker.suggested[index - 1];
    if (!before || before.goesOn !== goesOn) line.append(make("span", "kb-cap", goesOn ? "Continue" : "Suggested"));
    const chip = make("span", "kb-chip"), take = make("button", "kb-take"), drop = make("button", "kb-drop", "×");
    take.type = drop.type = "button";
    take.dataset.accept = drop.dataset.dismiss = name;
    drop.setAttribute("aria-label", `Do not suggest ${name} here`);
    take.append(dot(picker.transcriptView.codesByName.get(name)?.colour), make("span", "", name), make("kbd", "", `Alt ${index + 1}`));
    chip.append(take, drop);
    const hint = make("div", "kb-hint");
    hint.append(chip, make("span", "kb-cap kb-why", why));
    take.title = why;
    line.append(hint);
  });
  return line;
}

function foot(coding) {
  const line = make("p", "kb-foot kb-cap");
  const hints = [["↑ ↓", "choose"], coding ? null : ["Ctrl ↵", "apply, stay open"], ["Esc", "close"]];
  for (const hint of hints.filter(Boolean)) {
    const part = make("span");
    part.append(make("kbd", "", hint[0]), ` ${hint[1]}`);
    line.append(part);
  }
  return line;
}

// The rows: codes that fit, then "New code" and "Use the words"; one of them is active.
function list(picker) {
  const { transcriptView, input, found, coding } = picker, query = input.value.trim();
  const fitting = findCodes(transcriptView.data.codes, query, transcriptView.data.recent ?? []);
  const rows = fitting.map(({ code: each, at, isLoose }) => ({ kind: "code", code: each, at, isLoose }));
  const exact = transcriptView.codesByName.has(query), near = query && !exact ? nearest(transcriptView.data.codes, query) : null;
  if (query && !exact) rows.push({ kind: "new", text: `New code “${query}”`, about: near && `“${near}” exists`, keys: "Shift ↵", sign: "+" });
  if (!coding) rows.push({ kind: "invivo", text: "Use the words as the code", keys: "Alt ↵", sign: "”" });
  picker.rows = rows;
  const best = rows.findIndex((row) => row.kind === "code" && !row.isLoose); // Enter takes no code by scattered letters, and makes none
  picker.active = Math.min(picker.active ?? best, rows.length - 1);
  picker.many.textContent = query ? `${fitting.length} of ${transcriptView.data.codes.length}` : `${transcriptView.data.codes.length} codes`;
  const codes = make("div", "kb-matches"), others = make("div", "kb-make");
  codes.setAttribute("role", "presentation");
  others.setAttribute("role", "presentation");
  rows.forEach((row, index) => (row.kind === "code" ? codes : others).append(option(picker, row, index)));
  found.replaceChildren(codes, others);
  mark(picker);
}

function option(picker, row, index) {
  const element = make("div", "kb-option");
  element.id = `kb-option-${index}`;
  element.dataset.row = index;
  element.setAttribute("role", "option");
  if (row.kind !== "code") {
    element.append(make("span", "kb-sign", row.sign), make("span", "kb-label", row.text), make("kbd", "", row.keys));
    if (row.about) element.querySelector(".kb-label").append(make("em", "kb-near", row.about));
    return element;
  }
  const label = make("span", "kb-label");
  [...row.code.name].forEach((letter, at) => label.append(row.at.has(at) ? make("b", "", letter) : letter));
  label.normalize();
  element.title = [row.code.path, row.code.kind].filter(Boolean).join(" · ");
  const state = picker.applied.has(row.code.name) ? "applied" : String(row.code.count ?? "");
  element.append(dot(row.code.colour), label, make("em", "", state), make("kbd", "kb-enter", "↵"));
  return element;
}

function mark(picker) {
  for (const element of picker.found.querySelectorAll(".kb-option")) {
    const on = Number(element.dataset.row) === picker.active;
    element.classList.toggle("kb-on", on);
    element.setAttribute("aria-selected", String(on));
    if (on) element.scrollIntoView({ block: "nearest", container: "nearest" });
  }
  if (picker.active >= 0) picker.input.setAttribute("aria-activedescendant", `kb-option-${picker.active}`);
  else picker.input.removeAttribute("aria-activedescendant");
}

function apply(picker, row, { stay = false } = {}) {
  const { transcriptView, coding } = picker, query = picker.input.value.trim();
  if (!row) return;
  if (row.kind === "code" && coding) {
    closePicker(transcriptView, { focus: false });
    recode(transcriptView, coding, row.code.name);
    return;
  }
  if (row.kind === "new" && coding) {
    closePicker(transcriptView, { focus: false });
    recode(transcriptView, coding, query, { fresh: true });
    return;
  }
  if (!stay) vanish(transcriptView);
  if (row.kind === "invivo") codeInVivo(transcriptView, { stay });
  else code(transcriptView, row.kind === "new" ? query : row.code.name, { fresh: row.kind === "new", stay });
  if (!stay) return;
  picker.applied.add(row.kind === "code" ? row.code.name : query);
  picker.input.value = "";
  picker.active = null;
  list(picker);
}

function onKey(picker, event) {
  event.stopPropagation();
  const last = picker.rows.length - 1, { transcriptView } = picker;
  const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 7, PageUp: -7 }[event.key];
  if (event.altKey && /^Digit[1-3]$/.test(event.code)) {
    const chip = picker.suggested[Number(event.code.at(-1)) - 1];
    if (chip) accept(picker, chip.name);
  } else if (event.key === "Escape") closePicker(transcriptView);
  else if (move) {
    const next = picker.active < 0 && move < 0 ? last : picker.active + move;
    picker.active = Math.abs(move) === 1 ? (next + last + 1) % (last + 1) : Math.max(0, Math.min(last, next));
    mark(picker);
  } else if (event.key === "Enter" && !event.isComposing) {
    const of = (kind) => picker.rows.find((row) => row.kind === kind);
    const typed = picker.rows.find((row) => row.kind === "code" && row.code.name === picker.input.value.trim());
    if (event.altKey) apply(picker, of("invivo"));
    else if (event.shiftKey) apply(picker, of("new") ?? typed);
    else if (!picker.rows[picker.active] || picker.rows[picker.active].kind === "new") tellHow(picker);
    else apply(picker, picker.rows[picker.active], { stay: (event.ctrlKey || event.metaKey) && !picker.coding });
  } else return;
  event.preventDefault();
}

// Enter alone makes no code: what was typed may be a slip.
function tellHow(picker) {
  const made = picker.rows.find((row) => row.kind === "new");
  if (made) notice(picker.transcriptView, `No code begins with this. ${made.about ? `${made.about}. ` : ""}Shift+Enter makes a new code.`);
}

function onClick(picker, event) {
  const taken = event.target.closest("[data-accept]"), dropped = event.target.closest("[data-dismiss]");
  const row = event.target.closest("[data-row]");
  if (taken) accept(picker, taken.dataset.accept);
  else if (dropped) {
    for (const paragraph of picker.paragraphs) refuseSuggested(picker.transcriptView, paragraph, dropped.dataset.dismiss);
    dropped.closest(".kb-hint").remove();
    picker.box.querySelector(".kb-suggested").hidden = !picker.box.querySelector(".kb-hint");
    picker.input.focus();
  } else if (row) apply(picker, picker.rows[Number(row.dataset.row)], { stay: event.ctrlKey || event.metaKey });
}

function accept(picker, name) {
  const { transcriptView, span } = picker;
  closePicker(transcriptView, { keep: false });
  acceptSuggested(transcriptView, span, name);
}

/** Put the picker under the words (above them if there is no room); on a phone it is a sheet at the bottom. */
export function place(picker) {
  const { transcriptView, box } = picker, span = transcriptView.held;
  const rectsNow = () => span && rangeOf(transcriptView, span.start, span.end)?.getClientRects();
  let rects = rectsNow();
  if (!rects?.length) return;
  const bottom = rects[rects.length - 1].bottom;
  if (bottom < 120 || bottom > window.innerHeight - 20) {
    transcriptView.rows.get(paragraphAt(transcriptView.paragraphs, span.end - 1).position)?.scrollIntoView({ block: "center" });
    rects = rectsNow();
  }
  const first = rects[0], last = rects[rects.length - 1];
  if (transcriptView.narrow) {
    transcriptView.root.classList.add("kb-sheeted");
    if (last.bottom > box.getBoundingClientRect().top - 12) scroller(transcriptView).scrollTop += first.top - 130;
    return;
  }
  const root = transcriptView.root.getBoundingClientRect();
  const height = box.offsetHeight, below = last.bottom + height + 16 < window.innerHeight || first.top - height < 110;
  const widest = transcriptView.root.clientWidth - box.offsetWidth - 8;
  box.style.left = `${Math.max(8, Math.min(last.left - root.left, widest))}px`;
  if (below) box.style.top = `${last.bottom + 8 - root.top}px`;
  else box.style.bottom = `${root.bottom - first.top + 8}px`;
  if (below) box.scrollIntoView({ block: "nearest" });
}
