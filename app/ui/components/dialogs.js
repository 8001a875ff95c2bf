// In a dialog, Enter goes on: it presses the main button, unless the focus is on something that takes Enter itself.

const OWN = "textarea, button, a, summary, select, [role='combobox'][aria-expanded='true'], [role='option'], [contenteditable='true'], .codefield input, input[type='checkbox'], input[type='radio']";

/** Let Enter go on in dialogs; once for a page. */
export function enterGoesOn() {
  if (document.kbEnterGoesOn) return;
  document.kbEnterGoesOn = true;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat) return;
    const dialog = event.target.closest?.("[data-testid='stDialog'] [role='dialog'], [role='dialog'][data-testid='stDialog']");
    if (!dialog || event.target.closest(OWN)) return;
    // After the field has told what is in it: both are sent, in this order.
    setTimeout(() => dialog.querySelector("[data-testid='stBaseButton-primary']:enabled")?.click(), 0);
  });
}
