// Memos on words, coded or not: written on the selection, read and changed from the margin.

import { act, notice } from "../events.js";
import { notesIn } from "../drawing/notes.js";
import { make, numberOf } from "../drawing/paint.js";
import { openDialog } from "./sheets.js";
import { chosen, select, wordsOf } from "./select.js";

/** Write a memo on the selected words. */
export function openPassageMemo(transcriptView) {
  const span = chosen(transcriptView);
  if (!span) { notice(transcriptView, "Select the words of the memo first."); return; }
  write(transcriptView, span, "", (text) => ({ do: "note", start: span.start, end: span.end, text }));
}

/** Show the memos of a paragraph; one's own can be changed. */
export function openPassageMemos(transcriptView, paragraph) {
  const notes = notesIn(transcriptView, paragraph);
  openDialog(transcriptView, `Memos of paragraph ${numberOf(paragraph.position)}`, (dialog) => {
    const rows = make("ul", "kb-list");
    for (const note of notes) {
      const row = make("li"), deeds = make("div", "kb-list-deeds");
      row.append(make("p", "kb-words", wordsOf(transcriptView, note)), make("p", "kb-noted", note.text), make("p", "kb-cap", note.author), deeds);
      const deed = (label, then) => {
        const button = make("button", "", label);
        button.type = "button";
        button.addEventListener("click", () => { dialog.close(); then(); });
        deeds.append(button);
      };
      deed("Show the words", () => select(transcriptView, note.start, note.end));
      if (note.own && transcriptView.data.writable) {
        deed("Edit", () => write(transcriptView, note, note.text, (text) => ({ do: "note", memo: note.id, text })));
        deed("Delete", () => act(transcriptView, { do: "note", memo: note.id, text: "" }));
      }
      rows.append(row);
    }
    return [rows];
  });
}

function write(transcriptView, span, before, event) {
  const words = wordsOf(transcriptView, span);
  openDialog(transcriptView, "Memo on these words", (dialog) => {
    const field = make("textarea", "kb-memo"), keep = make("button", "kb-primary", "Save memo"), foot = make("div", "kb-dialog-foot");
    field.value = before;
    field.rows = 5;
    field.placeholder = "Your note on these words";
    field.setAttribute("aria-label", "Memo on these words");
    keep.type = "button";
    const done = () => {
      const text = field.value.trim();
      if (!text && !before) { field.focus(); return; }
      dialog.close();
      if (text !== before) act(transcriptView, event(text));
    };
    keep.addEventListener("click", done);
    field.addEventListener("keydown", (pressed) => { if (pressed.key === "Enter" && (pressed.ctrlKey || pressed.metaKey)) done(); });
    foot.append(keep, make("kbd", "", "Ctrl ↵"));
    return [make("p", "kb-words", words), field, foot];
  });
}
