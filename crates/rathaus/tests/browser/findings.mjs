// What was found on the way, collected so that one flaw does not hide the next.

/// Kinds of findings: accessibility, reflow at 320 px, and what no page may do.
const found = { axe: new Map(), reflow: new Map(), guard: new Map() };

/// Notes a finding once per place.
export function report(kind, place, text) {
  const key = `${place}: ${text}`;
  found[kind].set(key, (found[kind].get(key) ?? 0) + 1);
}

/// All findings of a kind, as lines.
export function findings(kind) {
  return [...found[kind]].map(([line, times]) => (times > 1 ? `${line} (${times} times)` : line)).sort();
}

/// Forgets the findings of places that begin like this.
export function forget(start) {
  for (const kind of Object.values(found)) {
    for (const key of [...kind.keys()]) if (key.startsWith(start)) kind.delete(key);
  }
}

/// Fails with a sentence unless something holds.
export function must(holds, sentence) {
  if (!holds) throw new Error(sentence);
}
