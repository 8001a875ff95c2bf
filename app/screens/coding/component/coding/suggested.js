// What is suggested for the words somebody chose; of several paragraphs, the best of each come first.

const MOST_SUGGESTED = 3;

/** The paragraphs that some words touch. */
export function touched(transcriptView, span) {
  return transcriptView.paragraphs.filter((each) => each.start < span.end && each.end > span.start);
}

/** The codes suggested for these paragraphs, best first, each with its reason, and whether it goes on from above. */
export function suggestedFor(transcriptView, paragraphs) {
  const { suggestions, reasons, continues } = transcriptView.data, found = new Map();
  for (const { position } of paragraphs) {
    (suggestions?.[position] ?? []).forEach((name, rank) => {
      const known = found.get(name), times = (known?.times ?? 0) + 1;
      if (known && known.rank <= rank) { known.times = times; return; }
      found.set(name, { name, rank, times, why: reasons?.[position]?.[name] ?? "" });
    });
  }
  const goesOn = new Set(continues?.[paragraphs[0]?.position] ?? []);
  const best = [...found.values()].sort((a, b) => a.rank - b.rank || b.times - a.times).slice(0, MOST_SUGGESTED);
  return best.map((each) => ({ ...each, goesOn: goesOn.has(each.name) })).sort((a, b) => b.goesOn - a.goesOn);
}
