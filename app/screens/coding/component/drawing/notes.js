// Memos on words: a button in the margin of the paragraph where the words begin, and a dotted line under the words.

/** The memos of a paragraph. */
export function notesIn(transcriptView, paragraph) {
  return (transcriptView.data.notes ?? []).filter((note) => note.paragraph === paragraph.position);
}

/** The button that opens the memos of a paragraph; none where there are none. */
export function noteButton(notes, paragraph) {
  if (!notes.length) return [];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "kb-note";
  button.dataset.notes = paragraph.position;
  if (notes.length > 1) button.dataset.several = notes.length; // where there is no room for words
  button.textContent = notes.length === 1 ? "Memo" : `${notes.length} memos`;
  button.setAttribute("aria-label", `${button.textContent} in paragraph ${paragraph.position + 1}: ${notes.map((note) => note.text).join("; ").slice(0, 200)}`);
  button.title = notes.map((note) => `${note.author}: ${note.text}`).join("\n").slice(0, 400);
  return [button];
}
