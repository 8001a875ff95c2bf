// The transcript view: Streamlit calls the default export with each change of the data. Nodes and listeners stay.

import { code, mine, placeLost, recode } from "./coding/coding.js";
import { bindEdges } from "./coding/edges.js";
import { act, look, notice, setCoding, setParagraph, take } from "./events.js";
import { onKey } from "./keys.js";
import { make, numberOf } from "./drawing/paint.js";
import { completed, keptParts } from "./parts.js";
import { closePicker, openPicker } from "./coding/picker.js";
import { raise, render, scroller } from "./drawing/render.js";
import { bindPlace } from "./coding/place.js";
import { ask, bindSelection, chosen, nativeSpan, select } from "./coding/select.js";
import { takeRefused } from "./coding/conflict.js";
import { offerMemos } from "./coding/memo_editor.js";
import { openMemo, openMemoOn, openPassageMemo, openPassageMemos } from "./coding/passage_memos.js";
import { openCodings } from "./coding/sheets.js";
import { codingOf, newTranscriptView, say } from "./state.js";
import { bindWindow, fit, followOutline, lookAhead } from "./drawing/windows.js";

export default function transcript({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".kb-transcript");
  const transcriptView = (root.kbTranscriptView ??= begin(root));
  transcriptView.send = setTriggerValue;
  const view = completed(data);
  if (view) show(transcriptView, view);
  else look(transcriptView, { do: "missing" });
  return () => setTimeout(() => end(transcriptView), 0);
}

function show(transcriptView, view) {
  take(transcriptView, view);
  fit(transcriptView);
  furnish(transcriptView);
  render(transcriptView);
  follow(transcriptView);
  welcome(transcriptView);
  offerMemos(transcriptView);
  setTimeout(() => followOutline(transcriptView), 60); // the outline beside the text is drawn after it
}

// Whoever opens a document to code it can begin to type: the text has the focus, unless something else was taken meanwhile.
function welcome(transcriptView) {
  const { page, data } = transcriptView;
  if (transcriptView.welcomed === data.document || !data.writable || page.contentEditable !== "true") return;
  transcriptView.welcomed = data.document;
  const has = document.activeElement;
  if ((has && has !== document.body && !has.matches("[data-testid='stMain'], [data-testid='stAppViewContainer'], a[href]")) || document.querySelector("dialog[open], [role='dialog']")) return;
  const row = transcriptView.rows.get(transcriptView.at), paragraph = row?.kbParagraph ?? transcriptView.paragraphs[0];
  page.focus({ preventScroll: true });
  if (paragraph) select(transcriptView, paragraph.start, paragraph.start);
}

function begin(root) {
  const transcriptView = newTranscriptView(root);
  transcriptView.openMemo = (coding) => openMemo(transcriptView, coding);
  transcriptView.refused = (answers) => takeRefused(transcriptView, answers);
  transcriptView.say = (text) => say(transcriptView, text);
  transcriptView.transmit = (events) => {
    const { wanted, lookedAt } = transcriptView;
    transcriptView.send("said", { kept: keptParts(), events, window: wanted ?? null, look: lookedAt ?? null });
  };
  transcriptView.above = make("div", "kb-space");
  transcriptView.below = make("div", "kb-space");
  for (const space of [transcriptView.above, transcriptView.below]) space.contentEditable = "false";
  transcriptView.page.replaceChildren(transcriptView.above, transcriptView.below);
  transcriptView.handle = root.querySelector(".kb-handle");
  bindWindow(transcriptView);
  bindEdges(transcriptView);
  bindSelection(transcriptView);
  bindPlace(transcriptView);
  bindPage(transcriptView);
  return transcriptView;
}

// Called when Streamlit takes the component away; what listens to the whole document must stop.
function end(transcriptView) {
  if (transcriptView.root.isConnected) return;
  closePicker(transcriptView, { focus: false });
  clearTimeout(transcriptView.patience);
  delete document.documentElement.dataset.kbSaving;
  transcriptView.ended.abort();
}

// A text field that cannot be changed: it gives a caret, selection by keyboard and a screen reader's caret for free.
// On touch screens it would open the keyboard, and selecting works without it.
function furnish(transcriptView) {
  const { page } = transcriptView, { writable } = transcriptView.data;
  const touch = matchMedia("(hover: none) and (pointer: coarse)").matches;
  if (transcriptView.furnished === writable) return;
  transcriptView.furnished = writable;
  page.tabIndex = 0;
  page.setAttribute("contenteditable", String(writable && !touch));
  page.setAttribute("role", writable ? "textbox" : "document");
  for (const [name, value] of [["aria-multiline", "true"], ["aria-readonly", "true"]]) {
    if (writable) page.setAttribute(name, value); else page.removeAttribute(name);
  }
}

function bindPage(transcriptView) {
  const { page, root, handle } = transcriptView;
  for (const name of ["beforeinput", "cut", "paste"]) page.addEventListener(name, (event) => event.preventDefault());
  page.addEventListener("keydown", (event) => onKey(transcriptView, event));
  handle.addEventListener("mousedown", (event) => event.preventDefault());
  handle.addEventListener("click", () => openPicker(transcriptView));
  page.addEventListener("click", (event) => onClick(transcriptView, event));
  page.addEventListener("pointerover", (event) => onHover(transcriptView, event));
  root.addEventListener("pointerleave", () => hover(transcriptView, null));
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(name, () => { transcriptView.landing = null; transcriptView.quest = null; }, { capture: true, passive: true, signal: transcriptView.ended.signal });
  }
  page.addEventListener("focusin", (event) => {
    const stripe = event.target.closest("button[data-coding]");
    if (stripe) setCoding(transcriptView, codingOf(transcriptView, stripe.dataset.coding)?.id ?? null);
  });
  document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-place],[data-apply],[data-note],[data-memo]")) event.preventDefault(); }, { signal: transcriptView.ended.signal });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-place]");
    if (button) placeLost(transcriptView, Number(button.dataset.place), button.dataset.code);
    const applied = event.target.closest?.("[data-apply]");
    if (applied) applyCode(transcriptView, codeOfRow(applied));
    if (event.target.closest?.("[data-note]")) openPassageMemo(transcriptView);
    const memo = event.target.closest?.("[data-memo]")?.dataset;
    if (memo) openMemoOn(transcriptView, { ...memo, id: Number(memo.memo), memo: memo.text, start: Number(memo.start), end: Number(memo.end) }, memo.words);
  }, { signal: transcriptView.ended.signal });
  page.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("application/x-kb-code")) event.preventDefault(); });
  page.addEventListener("drop", (event) => onDrop(transcriptView, event));
}

// The coding under the pointer: a stripe, a name, or the shortest of those that share the words.
function under(transcriptView, event) {
  const own = event.target.closest?.("[data-coding]");
  if (own) return codingOf(transcriptView, own.dataset.coding);
  const marks = event.target.closest?.("[data-codings]")?.dataset.codings.split(" ") ?? [];
  return codingOf(transcriptView, marks[0]);
}

function onHover(transcriptView, event) {
  if (event.pointerType !== "mouse" || transcriptView.dragging || event.buttons) return;
  hover(transcriptView, under(transcriptView, event)?.id ?? null);
}

function hover(transcriptView, id) {
  if (transcriptView.hovered === id || transcriptView.dragging) return;
  transcriptView.hovered = id;
  raise(transcriptView);
}

function onClick(transcriptView, event) {
  const listed = event.target.closest("[data-list]"), suggested = event.target.closest("[data-suggest]");
  const row = event.target.closest(".kb-p"), paragraph = row?.kbParagraph;
  if (paragraph) setParagraph(transcriptView, paragraph.position);
  if (paragraph && event.target.closest("[data-correct]")) {
    look(transcriptView, { do: "correct", paragraph: paragraph.position });
    return;
  }
  if (listed) {
    openCodings(transcriptView, transcriptView.codingsOf.get(paragraph.position), `Codings of paragraph ${numberOf(paragraph.position)}`);
    return;
  }
  if (paragraph && event.target.closest("[data-notes]")) { openPassageMemos(transcriptView, paragraph); return; }
  if (suggested) { openPicker(transcriptView, { paragraph }); return; }
  const span = nativeSpan(transcriptView), coding = under(transcriptView, event);
  if (!coding || (span && span.start !== span.end)) { if (!coding) setCoding(transcriptView, null); return; }
  if (transcriptView.narrow || event.pointerType === "touch") {
    const ids = event.target.closest("[data-codings]")?.dataset.codings.split(" ") ?? [String(coding.id)];
    openCodings(transcriptView, ids.map((id) => codingOf(transcriptView, id)), "Coded here");
    return;
  }
  setCoding(transcriptView, nextHere(transcriptView, event, coding).id);
}

// A second click at the same spot goes on to the next of the codings that share the words, unless one was acted on.
function nextHere(transcriptView, event, coding) {
  const mark = event.target.closest("[data-codings]"), last = transcriptView.clicked;
  transcriptView.clicked = { x: event.clientX, y: event.clientY };
  if (!mark || !last || Math.hypot(last.x - event.clientX, last.y - event.clientY) > 4) return coding;
  const ids = mark.dataset.codings.split(" "), now = ids.indexOf(String(transcriptView.coding));
  return codingOf(transcriptView, ids[(now + 1) % ids.length]) ?? coding;
}

const codeOfRow = (element) => { const { code: own, name } = element.closest("li").dataset; return own ?? name; };

// A code clicked in a list of codes goes on the selected words.
function applyCode(transcriptView, name) {
  if (!transcriptView.root.isConnected || !transcriptView.data?.writable) return;
  if (chosen(transcriptView)) { closePicker(transcriptView, { focus: false }); code(transcriptView, name); }
  else notice(transcriptView, `Select some words first, then click ${name}. To see only its codings, click “only” beside it.`);
}

// A code dragged here from a list of codes: onto a stripe it replaces the code (with Ctrl it is added), else it codes.
function onDrop(transcriptView, event) {
  event.preventDefault();
  const name = event.dataTransfer.getData("application/x-kb-code");
  if (!name || !transcriptView.data.writable) return;
  const coding = event.target.closest(".kb-margin") ? under(transcriptView, event) : null;
  if (!coding) { code(transcriptView, name); return; }
  if (event.ctrlKey) act(transcriptView, { do: "code", start: coding.start, end: coding.end, codes: [name], new: false, invivo: false });
  else if (mine(transcriptView, coding)) recode(transcriptView, coding, name);
}

// Go where Python says, once per change; then go on with what waited for this window.
function follow(transcriptView) {
  const { goal, quest } = transcriptView, coding = codingOf(transcriptView, goal.coding);
  transcriptView.goal = {};
  transcriptView.quest = null;
  if (Number.isInteger(goal.paragraph)) arrive(transcriptView, goal.paragraph);
  if (coding) setCoding(transcriptView, coding.id, { scroll: true, quiet: true });
  if (quest && !Number.isInteger(goal.paragraph)) quest();
  requestAnimationFrame(() => lookAhead(transcriptView));
}

function arrive(transcriptView, position) {
  const row = transcriptView.rows.get(position);
  if (!row) { ask(transcriptView, position, () => arrive(transcriptView, position)); return; }
  const first = transcriptView.at === null && position === 0;
  transcriptView.rows.get(transcriptView.at)?.classList.remove("kb-cur");
  transcriptView.at = position;
  row.classList.add("kb-cur");
  if (first) return;
  transcriptView.landing = position;
  keepLanding(transcriptView, position);
}

// Fonts and the page around may still change the layout: the place is held until it has not moved for a moment, or a
// person moves.
function keepLanding(transcriptView, position, calm = 0) {
  if (transcriptView.landing !== position || !transcriptView.root.isConnected) return;
  const row = transcriptView.rows.get(position), before = row?.getBoundingClientRect().top;
  bring(transcriptView, position);
  const moved = Math.abs(row?.getBoundingClientRect().top - before) > 1;
  if (calm < 20) setTimeout(() => keepLanding(transcriptView, position, moved ? 0 : calm + 1), 120);
  else transcriptView.landing = null;
}

function bring(transcriptView, position) {
  const row = transcriptView.rows.get(position), box = row?.getBoundingClientRect();
  if (!box || (box.top >= 100 && box.bottom <= window.innerHeight - 60)) return;
  const isTall = box.height > window.innerHeight - 160;  // its beginning is what one comes for
  row.scrollIntoView({ block: isTall ? "start" : "center" });
}
