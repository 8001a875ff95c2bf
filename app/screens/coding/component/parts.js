// What was sent before: text, codebook, suggestions and codings come once, then what changes (see parts.py).

const MOST = 12;
const kept = window.kbTranscriptParts ??= new Map(); // outlives the component: a page that is left and come back to

/** The versions that this browser keeps. */
export function keptParts() {
  return [...kept.keys()];
}

/** All of the view that an update stands for, or null if it builds on something that is not here. */
export function completed(update) {
  for (const [version, part] of Object.entries(update.sent)) kept.set(version, part);
  for (const [version, change] of Object.entries(update.changes)) {
    const base = kept.get(change.base);
    if (base) kept.set(version, changed(base, change));
  }
  const found = Object.entries(update.parts).map(([name, version]) => [name, version, kept.get(version)]);
  if (found.some(([, , part]) => part === undefined)) return null;
  for (const [, version, part] of found) {
    kept.delete(version); // those used last stay
    kept.set(version, part);
  }
  for (const version of [...kept.keys()].slice(0, -MOST)) kept.delete(version);
  const { paragraphs, codes, suggestions, codings } = Object.fromEntries(found.map(([name, , part]) => [name, part]));
  return {
    ...update,
    window: { ...update.window, paragraphs },
    codes: codes.map((code, index) => ({ ...code, count: update.counts[index] })),
    codings,
    suggestions: suggestions[0],
    reasons: suggestions[1],
    continues: suggestions[2],
  };
}

function changed(codings, { rows, gone }) {
  const fresh = new Map(rows.map((row) => [row.id, row])), without = new Set(gone);
  const stayed = codings.filter((row) => !without.has(row.id)).map((row) => fresh.get(row.id) ?? row);
  const known = new Set(codings.map((row) => row.id));
  return [...stayed, ...rows.filter((row) => !known.has(row.id))];
}
