// Shows HTML that Python rendered and escaped, and tells Python what was clicked.
// A link of the app changes the page in place; any click with Ctrl, Meta, Shift or the middle button is the browser's.

export default function ({ parentElement, data, setTriggerValue }) {
  keepChoices();
  const root = parentElement.querySelector(".kb-view");
  root.kbSend = setTriggerValue;
  if (root.kbHtml !== data.html) {
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    root.innerHTML = data.html;
    root.kbHtml = data.html;
    if (root.kbTurned) root.closest("[data-testid='stMain']")?.scrollTo(0, 0);
    root.kbTurned = false;
    if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    const words = root.querySelector("[data-words]");
    if (words) words.scrollTop = words.querySelector("[class^='gr']")?.offsetTop - 60; // the marks, and a line or two above
    const goal = root.querySelector("[data-arrive]");
    if (goal && root.kbArrived !== goal.dataset.arrive) {
      root.kbArrived = goal.dataset.arrive;
      arrive(goal);
    }
  }
  if (root.kbBound) return;
  root.kbBound = true;

  root.addEventListener("click", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    const link = event.target.closest("a[href^='/']");
    if (link && !modified) {
      event.preventDefault();
      const url = new URL(link.href);
      root.kbTurned = link.rel === "next" || link.rel === "prev";
      root.kbSend("go", { path: url.pathname, params: Object.fromEntries(url.searchParams) });
      return;
    }
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
    if (button && !button.disabled) root.kbSend("do", { ...button.dataset, at: Date.now() });
  });

  // A field in a form: Enter sends what was typed. A field with data-filter hides the rows that do not match, here.
  root.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-do]");
    if (!form) return;
    event.preventDefault();
    root.kbSend("do", { ...form.dataset, ...Object.fromEntries(new FormData(form, event.submitter)), at: Date.now() });
  });
  root.addEventListener("input", (event) => {
    if (!("filter" in event.target.dataset)) return;
    const words = event.target.value.toLowerCase().split(/[\s_-]+/);
    for (const row of root.querySelectorAll("[data-name]")) {
      row.hidden = !words.every((word) => row.dataset.name.toLowerCase().includes(word));
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
    const code = event.target.closest("[data-code]");
    if (code) event.dataTransfer.setData("application/x-kb-code", code.dataset.code);
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
    root.kbSend("do", { do: "drop", code: event.dataTransfer.getData("application/x-kb-code"), onto: over.dataset.drop, at: Date.now() });
  });

  // Words that are selected in a passage become the words of the field that asks for other words.
  root.addEventListener("mouseup", () => chooseWords(root));
  root.addEventListener("keyup", () => chooseWords(root));

  if (document.kbKeys) return;
  document.kbKeys = true;
  document.addEventListener("keydown", listKey);
  document.addEventListener("click", closeDrawer);
  document.addEventListener("scroll", markJump, { capture: true, passive: true });
  window.addEventListener("pagehide", keepChoices);
  document.addEventListener("visibilitychange", keepChoices);
}

// Who is coding, and whether keys of one letter are on, are a person's choice and stay theirs when they come back.
function keepChoices() {
  const { kbKeys, kbCoder } = document.querySelector("[data-kb-keys]")?.dataset ?? {};
  if (kbKeys !== undefined) keep("kb_keys", kbKeys);
  if (kbCoder !== undefined) keep("kb_coder", encodeURIComponent(kbCoder));
}

function keep(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${value ? 31536000 : 0}; samesite=lax`;
}

// On a narrow screen the pages are in a drawer of Streamlit's, which stays open over the page that one has gone to.
function closeDrawer(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest("[data-testid='stSidebarNavLink']")) return;
  document.querySelector("[data-testid='stSidebarCollapseButton'] button")?.click();
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
  const isSearched = at.matches("[class*='-tools'] input, .st-key-search-field input");
  const arrow = event.key === "ArrowDown" && (at.matches("body, main") || isSearched) && !at.value?.includes("\n");
  if (arrow && focusOn(firstRow())) { event.preventDefault(); return; }
  if (event.key === "Escape") at.closest("form[data-hot-submit]")?.focus({ preventScroll: true });
  if (at.closest("input:not([type=radio]), textarea, select, [contenteditable], [role='dialog'], [role='listbox'], [data-testid='stPopoverBody'], .kb-page")) return;
  if (event.key.startsWith("Arrow") && at.matches("input, [data-words]")) return;
  if (document.querySelector("[role='dialog'], [data-kb-keys='off']")) return;
  if (hotKey(event.key)) { event.preventDefault(); return; }
  if (event.key === "/") { if (focusOn(seen(".st-key-search-field input, [class*='-tools'] [data-testid='stTextInput'] input"))) event.preventDefault(); }
  if (event.key.toLowerCase() === "x" && !event.shiftKey) seen("[class*='-export'] button:enabled")?.click();
}

// The keys of a work list: a row up or down, an answer by its key, Enter decides. Escape leaves a field for them.
function hotKey(key) {
  const list = seen(".kb-view .work");
  if (!list) return false;
  const step = { ArrowDown: 1, j: 1, J: 1, ArrowUp: -1, k: -1, K: -1 }[key];
  if (step) {
    const rows = [...document.querySelectorAll(".kb-view .work tr[data-row]")];
    const link = rows[rows.findIndex((row) => row.classList.contains("at")) + step]?.querySelector("a");
    if (document.activeElement?.closest(".work")) link?.focus();
    link?.click();
    return true;
  }
  if (key === "Enter") {
    if (document.activeElement?.closest("a, button, summary") && !document.activeElement.closest(".work .at")) return false;
    const form = seen("form[data-hot-submit]");
    form?.requestSubmit();
    return Boolean(form);
  }
  const hot = seen(`[data-hot="${CSS.escape(key.toLowerCase())}"]:enabled`);
  hot?.click();
  if (hot?.value === "instead") { hot.form.elements.code.focus(); hot.form.elements.code.select(); }
  else if (hot?.type === "radio") hot.form.focus({ preventScroll: true }); // so that Enter decides, whatever had the focus
  return Boolean(hot);
}

// Offsets are code points of the document: a stretch knows where it begins, and letters are counted from there.
// What is selected besides, such as who speaks, are no words of the document.
function chooseWords(root) {
  const chosen = window.getSelection();
  const passage = root.querySelector("[data-words]"), form = root.querySelector("form[data-hot-submit]");
  if (!passage || !form || !chosen || chosen.isCollapsed || !passage.contains(chosen.anchorNode) || !passage.contains(chosen.focusNode)) return;
  const range = chosen.getRangeAt(0);
  const words = [...passage.querySelectorAll("[data-at]")].filter((each) => range.intersectsNode(each)).map((each) => {
    const text = each.firstChild, at = Number(each.dataset.at);
    const from = text === range.startContainer ? range.startOffset : 0;
    const to = text === range.endContainer ? range.endOffset : text.data.length;
    return { start: at + [...text.data.slice(0, from)].length, end: at + [...text.data.slice(0, to)].length, said: text.data.slice(from, to) };
  }).filter((each) => each.said);
  if (!words.length) return;
  form.elements.start.value = words[0].start;
  form.elements.end.value = words.at(-1).end;
  form.querySelector("[data-chosen]").textContent = words.map((each, n) => (n && words[n - 1].end < each.start ? " " : "") + each.said).join("");
  form.querySelector("input[value=instead]").checked = true;
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
