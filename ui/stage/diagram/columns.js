// Which column of the diagram stands where: what keeps a memory first, then what writes into it,
// then what lets it out. Read off the schematic alone, so that any cell finds its place.

export function columnsOf(model) {
  const { boxes, memories, outlets, derived } = model.schematic;
  const boxOf = Object.fromEntries(boxes.map((box) => [box.line, box]));
  const derivedOf = Object.fromEntries(derived.map((one) => [one.line, one]));
  const columns = [];
  const placed = new Set();

  function place(line) {
    if (placed.has(line) || !(line in boxOf || line in derivedOf)) return;
    placed.add(line);
    for (const source of derivedOf[line]?.of ?? []) place(source);
    for (const feed of boxOf[line]?.feeds ?? []) feed.valves.forEach(({ gate }) => place(gate));
    columns.push({ kind: line in boxOf ? "box" : "derived", key: line, line, box: boxOf[line] });
  }

  for (const memory of memories) {
    memory.keep.forEach(({ gate }) => place(gate));
    for (const write of memory.writes) {
      write.valves.forEach(({ gate }) => place(gate));
      place(write.from);
      if (!placed.has(write.from)) columns.push({ kind: "source", key: write.from });
    }
  }
  for (const outlet of outlets) {
    outlet.valves.forEach(({ gate }) => place(gate));
    columns.push({ kind: "outlet", key: `out ${outlet.line}`, outlet });
  }
  for (const line of [...Object.keys(derivedOf), ...Object.keys(boxOf)]) place(line);
  return columns;
}
