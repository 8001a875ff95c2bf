// Small dialogs: the keys, the codings at a place, a memo. Each is a <dialog>: the browser keeps the focus inside.

import { mine, remove } from "./coding.js";
import { act, notice, setCoding } from "../events.js";
import { dot, make } from "../drawing/paint.js";
import { openPicker } from "./picker.js";
import { wordsOf } from "./select.js";
import { say } from "../state.js";

function openDialog(surface, title, fill) {
  surface.root.querySelector("dialog")?.close();
  const dialog = make("dialog", "kb-dialog"), head = make("div", "kb-dialog-head"), close = make("button", "kb-close", "Close");
  dialog.setAttribute("aria-label", title);
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  head.append(make("h2", "", title), close);
  dialog.append(head, ...fill(dialog));
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); if (!surface.picker) surface.page.focus({ preventScroll: true }); });
  surface.root.append(dialog);
  dialog.showModal();
  dialog.querySelector("textarea")?.focus();
  return dialog;
}

/** The overlay that lists the keys. */
export function openHelp(surface, keys) {
  openDialog(surface, "Keyboard shortcuts", (dialog) => {
    const table = make("dl", "kb-keys");
    dialog.classList.add("kb-wide");
    for (const { show, says, writes } of keys) {
      if (!show || (writes && !surface.data.writable)) continue;
      const term = make("dt");
      for (const key of show) term.append(make("kbd", "", key), " ");
      const pair = make("div");
      pair.append(term, make("dd", "", says));
      table.append(pair);
    }
    dialog.addEventListener("keydown", (event) => { if (event.key === "?") dialog.close(); });
    return [table];
  });
}

/** The codings of a place, each with what can be done to it. */
export function openCodings(surface, codings, title) {
  openDialog(surface, title, (dialog) => {
    const rows = make("ul", "kb-list");
    for (const coding of codings) rows.append(codingRow(surface, dialog, coding));
    return [rows];
  });
}

function codingRow(surface, dialog, coding) {
  const row = make("li"), name = make("div", "kb-list-name"), deeds = make("div", "kb-list-deeds");
  const about = [coding.coder, coding.extent && coding.extent !== "exact" ? coding.extent : "", coding.memo ? "memo" : ""];
  name.append(dot(coding.colour), make("b", "", coding.code), make("span", "kb-cap", about.filter(Boolean).join(" · ")));
  row.append(name, make("p", "kb-words", wordsOf(surface, coding)), deeds);
  const deed = (label, then) => {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => { dialog.close(); then(); });
    deeds.append(button);
  };
  deed("Show", () => setCoding(surface, coding.id, { scroll: true }));
  if (surface.data.writable && coding.own && !coding.fresh) {
    deed("Move edges", () => {
      setCoding(surface, coding.id, { scroll: true });
      notice(surface, "Drag either end of the words.");
    });
    deed("Recode", () => { setCoding(surface, coding.id); openPicker(surface, { coding }); });
    deed("Memo", () => openMemo(surface, coding));
    deed("Remove", () => remove(surface, coding));
  }
  return row;
}

/** Write a memo on a coding. */
export function openMemo(surface, coding) {
  const meant = mine(surface, coding);
  if (!meant) return;
  openDialog(surface, `Memo on ${meant.code}`, (dialog) => {
    const field = make("textarea", "kb-memo"), keep = make("button", "kb-primary", "Save memo");
    field.value = typeof meant.memo === "string" ? meant.memo : "";
    field.setAttribute("aria-label", `Memo on ${meant.code}`);
    field.rows = 5;
    field.placeholder = meant.memo === true ? "What you write is added to the memo of this coding" : "What do you notice?";
    keep.type = "button";
    const write = () => {
      const text = field.value.trim();
      dialog.close();
      act(surface, { do: "memo", coding: meant.id, text });
      say(surface, "Memo saved");
    };
    keep.addEventListener("click", write);
    field.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) write(); });
    const foot = make("div", "kb-dialog-foot");
    foot.append(keep, make("kbd", "", "Ctrl ↵"));
    return [make("p", "kb-words", wordsOf(surface, meant)), field, foot];
  });
}
