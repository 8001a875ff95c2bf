// Finding a code by a few letters: every word typed must be found; letters that stand together count most.

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function letters(name, word) {
  const at = name.indexOf(word);
  if (at >= 0) {
    const begins = at === 0 || !/[\p{L}\p{N}]/u.test(name[at - 1]);
    return { score: (begins ? 60 : 40) + (at === 0 ? 10 : 0), at: Array.from(word, (_, i) => at + i) };
  }
  const found = [];
  let from = 0, score = 20;
  for (const letter of word) {
    const next = name.indexOf(letter, from);
    if (next < 0) return null;
    const begins = next === 0 || !/[\p{L}\p{N}]/u.test(name[next - 1]);
    score -= begins || next === from ? 0 : 3;
    found.push(next);
    from = next + 1;
  }
  return score > 0 && word.length > 1 ? { score, at: found } : null;
}

/** How well a name fits: {score, at (indexes of the letters found)}, or null if it does not. */
export function fits(name, query) {
  const words = plain(query).split(/\s+/u).filter(Boolean);
  const within = plain(name), same = within.length === name.length;
  let score = 0;
  const at = new Set();
  for (const word of words) {
    const found = letters(within, word);
    if (!found) return null;
    score += found.score;
    if (same) found.at.forEach((index) => at.add(index));
  }
  return { score: score - name.length / 50, at };
}

/** The codes that fit, recent ones first (they are what one is coding with), then by fit, then by use. */
export function findCodes(codes, query, recent, limit = 60) {
  const rank = new Map(recent.map((name, index) => [name, index]));
  const found = [];
  for (const code of codes) {
    const fit = query.trim() ? fits(code.name, query) : { score: 0, at: new Set() };
    if (!fit) continue;
    const lately = rank.has(code.name) ? (query.trim() ? 15 : 100 - rank.get(code.name)) : 0;
    found.push({ code, at: fit.at, score: fit.score + lately });
  }
  found.sort((a, b) => b.score - a.score || b.code.count - a.code.count || a.code.name.localeCompare(b.code.name));
  return found.slice(0, limit);
}
