// Shows HTML that Python rendered and escaped, and tells Python what was clicked.

import { chooseWords, deskDrawn, keepAction, takeDesk } from "../../../screens/compare/decisions.js";
import { followNews } from "../../../screens/coding/news.js";
import { click, hear } from "./clicks.js";
import { followConnection } from "./connection.js";
import { codeFields } from "../code_field.js";
import { go, keepHistory } from "../links.js";
import { enterGoesOn } from "../dialogs.js";
import { fits } from "../matching.js";
import { followScheme } from "../scheme.js";
import { showShortcuts } from "../shortcut_list.js";
import { SHORTCUTS } from "../shortcuts.js";

export default function ({ parentElement, data, setTriggerValue }) {
  keepHistory();
  keepChoices();
  followScheme(setTriggerValue);
  enterGoesOn();
  followConnection();
  const root = parentElement.querySelector(".kb-view");
  root.kbSend = setTriggerValue;
  hear(root, data.heard);
  if (root.kbHtml !== data.html) {
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const isOnRow = Boolean(focused && document.activeElement.closest(".work tr.at")); // and goes on to the next one
    root.innerHTML = data.html;
    root.kbHtml = data.html;
    if (root.kbTurned) root.closest("[data-testid='stMain']")?.scrollTo(0, 0);
    root.kbTurned = false;
    codeFields(root);
    if (focused) root.querySelector(isOnRow ? ".work tr.at a" : `[data-key="${CSS.escape(focused)}"]`)?.focus();
    const words = root.querySelector("[data-words]");
    if (words) words.scrollTop = words.querySelector("[class^='gr']")?.offsetTop - 60; // the marks, and a line or two above
    const elsewhere = root.querySelector("[data-redirect]")?.dataset;
    if (elsewhere) go(elsewhere.redirect, elsewhere.replaced !== undefined);
    const goal = root.querySelector("[data-arrive]");
    if (goal && root.kbArrived !== goal.dataset.arrive) {
      root.kbArrived = goal.dataset.arrive;
      arrive(goal);
    }
  }
  if (data.outbox) takeDesk(root, data.outbox, setTriggerValue);
  deskDrawn();
  followNews(root);
  if (root.kbBound) return;
  root.kbBound = true;

  root.addEventListener("click", (event) => {
    const key = event.target.closest("[data-press]");
    if (key) {
      const text = document.querySelector(".kb-page");
      text?.focus({ preventScroll: true });
      text?.dispatchEvent(new KeyboardEvent("keydown", { key: key.dataset.press, bubbles: true, cancelable: true }));
      return;
    }
    const copied = event.target.closest("[data-copy]");
    if (copied) {
      document.getSelection().selectAllChildren(root.querySelector(copied.dataset.copy));
      copied.textContent = document.execCommand("copy") ? "Copied" : "Press Ctrl C";
      return;
    }
    const goal = event.target.closest("[data-to]")?.dataset.to;
    if (goal && document.getElementById(goal)) {
      arrive(document.getElementById(goal));
      return;
    }
    const button = event.target.closest("[data-do]:not(form)");
    if (!button || button.disabled || button.getAttribute("aria-disabled") === "true") return;
    tell(root, button, { ...button.closest("li[data-name]")?.dataset, ...button.dataset });
  });

  // A field in a form: Enter sends what was typed. A field with data-filter hides the rows that do not match, here.
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-do]");
    if (!form) return;
    event.preventDefault();
    tell(root, form, { ...form.dataset, ...Object.fromEntries(new FormData(form, event.submitter)) });
  });
  root.addEventListener("input", (event) => {
    if (!("filter" in event.target.dataset)) return;
    const typed = event.target.value.trim();
    for (const row of root.querySelectorAll("[data-name]")) {
      row.hidden = Boolean(typed) && (fits(row.dataset.name, typed)?.isLoose ?? true);
    }
    for (const group of root.querySelectorAll("details[data-group]")) {
      group.hidden = !group.querySelector("[data-name]:not([hidden])");
      group.open = event.target.value ? true : "begin" in group.dataset;
    }
  });

  // A menu closes on Escape and on a click elsewhere; a code can be dragged into the text.
  document.addEventListener("click", (event) => {
    for (const menu of root.querySelectorAll("details.menu[open], details.def[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open], details.def[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  root.addEventListener("dragstart", (event) => {
    const code = event.target.closest("[data-code],[draggable][data-name]");
    if (code) event.dataTransfer.setData("application/x-kb-code", code.dataset.code ?? code.dataset.name);
  });

  // In a list, the arrow keys go from row to row; Enter follows the link as everywhere.
  root.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const rows = rowsOf(root), at = rows.indexOf(document.activeElement);
    if (at < 0 || root.querySelector(".work")) return; // of a work list the row itself is shown
    event.preventDefault();
    event.stopPropagation();
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  });

  // A jump to a place on the page leaves the address alone: it names what is shown, not how far it is scrolled.
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    document.getElementById(link.getAttribute("href").slice(1))?.scrollIntoView();
  });

  // A code that is dragged can be dropped on a place in the tree.
  const place = (event) => event.dataTransfer.types.includes("application/x-kb-code") && event.target.closest("[data-drop]");
  const mark = (over) => {
    for (const each of root.querySelectorAll(".over")) if (each !== over) each.classList.remove("over");
    over?.classList.add("over");
  };
  root.addEventListener("dragover", (event) => {
    const over = place(event);
    mark(over || null);
    if (over) event.preventDefault();
  });
  root.addEventListener("dragleave", (event) => { if (!root.contains(event.relatedTarget)) mark(null); });
  root.addEventListener("drop", (event) => {
    const over = place(event);
    mark(null);
    if (!over) return;
    event.preventDefault();
    click(root, { do: "drop", code: event.dataTransfer.getData("application/x-kb-code"), onto: over.dataset.drop });
  });

  // Words that are selected in a passage become the words of the field that asks for other words.
  root.addEventListener("mouseup", () => chooseWords(root));
  root.addEventListener("keyup", () => chooseWords(root));

  if (document.kbKeys) return;
  document.kbKeys = true;
  document.addEventListener("keydown", listKey);
  document.addEventListener("scroll", markJump, { capture: true, passive: true });
  window.addEventListener("pagehide", keepChoices);
  document.addEventListener("visibilitychange", keepChoices);
}

// Tell Python what was done; what must not be lost (data-kept) is kept until it is answered.
function tell(root, element, event) {
  if ("kept" in element.dataset) keepAction(event);
  else click(root, event, "once" in element.dataset);
}

// Whether keys of one letter are on is a person's choice and stays theirs when they come back.
function keepChoices() {
  const { kbKeys } = document.querySelector("[data-kb-keys]")?.dataset ?? {};
  if (kbKeys !== undefined) document.cookie = `kb_keys=${kbKeys}; path=/; max-age=31536000; samesite=lax`;
}

// The row of jumps says in which part of the page one is: the last one that has begun above the middle of the upper half.
function markJump() {
  const row = seen(".kb-view .jump");
  if (!row) return;
  const box = row.closest("[data-testid='stMain']"), isAtEnd = box.scrollTop > 0 && box.scrollTop + box.clientHeight >= box.scrollHeight - 2;
  const links = [...row.querySelectorAll("a")], top = (link) => document.getElementById(link.hash.slice(1))?.getBoundingClientRect().top ?? Infinity;
  const at = isAtEnd ? links.at(-1) : links.findLast((link) => top(link) < innerHeight / 4) ?? null;
  for (const link of links) link === at ? link.setAttribute("aria-current", "location") : link.removeAttribute("aria-current");
}

function rowsOf(root) {
  return [...root.querySelectorAll("[data-row]")].map((row) => row.closest("a") ?? row.querySelector("a")).filter((row) => row?.offsetParent);
}

// The keys of a list, wherever the focus is, but not in a field, a dialog, a popover or a transcript.
function listKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target;
  const isSearched = at.matches("[class*='-tools'] input, .searchline input");
  const arrow = event.key === "ArrowDown" && (at.matches("body, main") || isSearched) && !at.value?.includes("\n");
  if (arrow && focusOn(firstRow())) { event.preventDefault(); return; }
  const usual = seen(".kb-view .work") ? "compare" : document.querySelector(".kb-page") ? "coding" : "lists";
  const part = seen("[data-shortcuts]")?.dataset.shortcuts ?? usual;
  const pressed = (each) => each.key?.toLowerCase() === event.key.toLowerCase() && ACTIONS[each.does];
  const entry = [...SHORTCUTS[part], ...SHORTCUTS.lists].find(pressed);
  if (entry?.does === "leaveField") ACTIONS.leaveField(at);
  if (at.closest("input:not([type=radio]), textarea, select, [contenteditable], [role='dialog'], [role='listbox'], [data-testid='stPopoverBody'], .kb-page")) return;
  if (event.key.startsWith("Arrow") && at.matches("input, [data-words]")) return;
  if (document.querySelector("[role='dialog'], [data-kb-keys='off']")) return;
  if (entry && ACTIONS[entry.does](event.key, part)) event.preventDefault();
}

// What the keys do that shortcuts.json names; each says whether it did something.
const ACTIONS = {
  focusSearch: () => focusOn(seen(".searchline input, [class*='-tools'] [data-testid='stTextInput'] input")),
  openExport: () => press(seen("[class*='-export'] button:enabled")),
  nextRow: () => walk(1),
  previousRow: () => walk(-1),
  choose,
  decide,
  leaveField: (field) => { field.closest?.("form[data-hot-submit]")?.focus({ preventScroll: true }); },
  showShortcuts: (_, part) => {
    const root = seen(".kb-view"), text = document.querySelector(".kb-page");
    if (text) text.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true, cancelable: true }));
    else if (root) showShortcuts(root, SHORTCUTS[part]);
    return Boolean(root);
  },
};

function press(element) {
  element?.click();
  return Boolean(element);
}

// The row of a work list above or below the one that is shown.
function walk(step) {
  const rows = [...document.querySelectorAll(".kb-view .work tr[data-row]")];
  const link = rows[rows.findIndex((row) => row.classList.contains("at")) + step]?.querySelector("a");
  if (document.activeElement?.closest(".work")) link?.focus();
  link?.click();
  return true;
}

function decide() {
  if (document.activeElement?.closest("a, button, summary") && !document.activeElement.closest(".work .at")) return false;
  const form = seen("form[data-hot-submit]");
  form?.requestSubmit();
  return Boolean(form);
}

function choose(key) {
  const hot = seen(`[data-hot="${CSS.escape(key.toLowerCase())}"]:enabled`);
  hot?.click();
  if (hot?.value === "instead") { hot.form.elements.code.focus(); hot.form.elements.code.select(); }
  else if (hot?.type === "radio") hot.form.focus({ preventScroll: true }); // so that Enter decides, whatever had the focus
  return Boolean(hot);
}

function seen(selector) {
  return [...document.querySelectorAll(selector)].find((each) => each.offsetParent);
}

function firstRow() {
  return [...document.querySelectorAll(".kb-view")].filter((root) => root.querySelector(".list, .cbbranch, .qs, .trail"))
    .flatMap(rowsOf)[0];
}

function focusOn(element) {
  element?.focus();
  return Boolean(element);
}

// Go to a paragraph and mark it, so that the eye finds it, too.
function arrive(element) {
  for (const each of document.querySelectorAll(".kb-view .here")) each.classList.remove("here");
  element.classList.add("here");
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
}

// While a file is dragged over the window, the drop zone grows to meet it.
if (!window.kbDragging) {
  window.kbDragging = true;
  let left;
  const dragging = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    document.documentElement.classList.add("kb-dragging");
    clearTimeout(left);
    left = setTimeout(() => document.documentElement.classList.remove("kb-dragging"), 400);
  };
  document.addEventListener("dragenter", dragging, true);
  document.addEventListener("dragover", dragging, true);
}
