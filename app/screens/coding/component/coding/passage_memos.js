// Memos on codings, and on words, coded or not: written on the selection, read and changed from the margin.

import { act, notice } from "../events.js";
import { notesIn } from "../drawing/notes.js";
import { make, numberOf } from "../drawing/paint.js";
import { mine } from "./coding.js";
import { openMemoEditor } from "./memo_editor.js";
import { openDialog } from "./sheets.js";
import { chosen, select, wordsOf } from "./select.js";

/** Write a memo on the selected words. */
export function openPassageMemo(transcriptView) {
  const span = chosen(transcriptView);
  if (!span) { notice(transcriptView, "Select the words of the memo first."); return; }
  write(transcriptView, span, "");
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
        deed("Edit", () => write(transcriptView, note, note.text, { memo: note.id }));
        deed("Delete", () => act(transcriptView, { do: "note", memo: note.id, text: "", seen: note.text, start: note.start, end: note.end }));
      }
      rows.append(row);
    }
    return [rows];
  });
}

/** Write a memo on a coding. */
export function openMemo(transcriptView, coding) {
  const meant = mine(transcriptView, coding);
  if (meant) openMemoOn(transcriptView, meant, wordsOf(transcriptView, meant));
}

/** Write a memo on somebody's coding, whoever's it is. */
export function openMemoOn(transcriptView, { id, code, memo, start, end, version }, words) {
  const event = { do: "memo", coding: id, start, end, ...(version ? { version } : {}) };
  openMemoEditor(transcriptView, { title: `Memo on ${code}`, words, event, before: typeof memo === "string" ? memo : "" });
}

function write(transcriptView, { start, end }, before, about = {}) {
  const words = wordsOf(transcriptView, { start, end });
  openMemoEditor(transcriptView, { title: "Memo on these words", words, event: { do: "note", start, end, ...about }, before });
}
