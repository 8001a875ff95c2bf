// The control that corrects a paragraph; it is also the quiet mark of one that was corrected.

/** A button beside a paragraph; what it opens is asked for in Python. Who may not correct sees what has been corrected. */
export function correctButton(paragraph, { correctable }) {
  if (!correctable && !paragraph.corrected) return "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = paragraph.corrected ? "kb-correct kb-corrected" : "kb-correct";
  button.dataset.correct = "";
  const again = correctable ? ", or correct again" : "";
  button.title = paragraph.corrected ? `Corrected: show the text of the file${again}` : "Correct this paragraph";
  button.setAttribute("aria-label", `${button.title}, paragraph ${paragraph.position + 1}`);
  button.textContent = "✎";
  button.tabIndex = -1; // Tab leaves the text; with the keyboard, the outline has the same
  return button;
}
