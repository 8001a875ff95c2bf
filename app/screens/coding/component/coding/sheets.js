// Small dialogs: the codings at a place, a memo. Each is a <dialog>: the browser keeps the focus inside.

import { remove } from "./coding.js";
import { act, notice, setCoding } from "../events.js";
import { dot, make } from "../drawing/paint.js";
import { openPicker } from "./picker.js";
import { wordsOf } from "./select.js";

/** Open a dialog with a title and what `fill` makes. */
export function openDialog(transcriptView, title, fill) {
  transcriptView.root.querySelector("dialog")?.close();
  const dialog = make("dialog", "kb-dialog"), head = make("div", "kb-dialog-head"), close = make("button", "kb-close", "Close");
  dialog.setAttribute("aria-label", title);
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  head.append(make("h2", "", title), close);
  dialog.append(head, ...fill(dialog));
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); if (!transcriptView.picker) transcriptView.page.focus({ preventScroll: true }); });
  transcriptView.root.append(dialog);
  dialog.showModal();
  dialog.querySelector("textarea")?.focus();
  return dialog;
}

/** The codings of a place, each with what can be done to it. */
export function openCodings(transcriptView, codings, title) {
  openDialog(transcriptView, title, (dialog) => {
    const rows = make("ul", "kb-list");
    for (const coding of codings) rows.append(codingRow(transcriptView, dialog, coding));
    return [rows];
  });
}

function codingRow(transcriptView, dialog, coding) {
  const row = make("li"), name = make("div", "kb-list-name"), deeds = make("div", "kb-list-deeds");
  const about = [coding.coder, coding.extent && coding.extent !== "exact" ? coding.extent : "", coding.memo ? "memo" : ""];
  name.append(dot(coding.colour), make("b", "", coding.code), make("span", "kb-cap", about.filter(Boolean).join(" · ")));
  row.append(name, make("p", "kb-words", wordsOf(transcriptView, coding)), deeds);
  const deed = (label, then) => {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => { dialog.close(); then(); });
    deeds.append(button);
  };
  deed("Show", () => setCoding(transcriptView, coding.id, { scroll: true }));
  if (transcriptView.data.writable && coding.own && !coding.fresh) {
    deed("Change boundaries", () => {
      setCoding(transcriptView, coding.id, { scroll: true });
      notice(transcriptView, "Drag the start or the end of the coding.");
    });
    deed("Recode", () => { setCoding(transcriptView, coding.id); openPicker(transcriptView, { coding }); });
    deed("Memo", () => transcriptView.openMemo(coding));
    deed("Remove", () => remove(transcriptView, coding));
  }
  return row;
}
