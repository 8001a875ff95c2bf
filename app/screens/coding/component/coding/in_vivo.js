// The name of a code that is made of selected words. Python names it in the catalog by the same rule (actions.in_vivo);
// how long it may be and which marks are left out comes from there.

/** The first words, as many as a name may have, without marks at either end. */
export function inVivoName(words, { longest, marks }) {
  const letters = [...words.trim().split(/\s+/u).join(" ")];
  while (letters.length && marks.includes(letters[0])) letters.shift();
  while (letters.length && marks.includes(letters.at(-1))) letters.pop();
  if (letters.length <= longest) return letters.join("");
  const last = letters.slice(0, longest + 1).lastIndexOf(" ");
  return letters.slice(0, last > 0 ? last : longest).join("");
}
