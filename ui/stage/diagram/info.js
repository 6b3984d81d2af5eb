// What a popover says of a piece: its name in words, its value, what made it, what it tells.
import { full, percent } from "../../shared/format.js";
import { formulaOf, stateBefore, symbolOf, valueById } from "../formula.js";

export function infoOf(store, piece) {
  const { model, view } = store;
  const { t, unit } = view;
  const word = (key, fields) => model.word(key, fields);
  const q = piece.valve?.id ?? piece.q;
  if (q === "x") return listOf(model, "x", word("info_input"), t, "x", store);
  if (model.readout && q === "y") return listOf(model, "y", word(model.readout === "linear" ? "info_readout" : "info_probability"), t, "y", store);
  const known = store.reached(q);
  const value = valueById(model, q, t, unit);
  const made = known ? formulaOf(model, q, t, unit) : null;
  const symbol = symbolOf(model, q, t);
  const gate = piece.valve?.gate ?? q;
  const formula = made && !model.isSet(q, t) && [
    (model.line[q] ? `${symbol} = ` : "") + made.symbols,
    ...(made.numbers ? [`= ${made.numbers}`] : []),
    `${made.sign} ${made.value}`,
  ];
  const extra = [piece.valve && known && word("open", { percent: percent(value) }),
    model.isHeld(gate, t) && word("held_at", { value: full(model.at(gate, t, unit)) })];
  return {
    line: piece.valve?.gate ?? piece.line,
    symbol: model.line[q] || stateBefore(q) ? symbol : "",
    title: titleOf(model, piece, q, t),
    value: known ? full(value) : "·",
    extra: model.listed(extra.filter(Boolean)),
    formula: formula || null,
    reads: readsOf(model, piece, q),
  };
}

// A quantity in words.
export function titleOf(model, piece, q, t) {
  const word = (key, fields) => model.word(key, fields);
  const lineTitle = (line) => model.line[line]?.plain ?? model.cell.valves[line] ?? line;
  if (piece.valve) return word(piece.valve.inverted ? "info_valve_inverted" : "info_valve", { gate: lineTitle(piece.valve.gate) });
  const before = stateBefore(q);
  if (before) return word(t === 1 ? "info_start" : "info_before", { name: lineTitle(before) });
  if (model.line[q]) return model.line[q].title;
  for (const memory of model.schematic.memories) {
    if (q === memory.kept) return word("info_kept", { name: lineTitle(memory.line) });
    if (memory.writes.some((write) => write.id === q)) return word("info_written", { name: lineTitle(memory.line) });
  }
  const outlet = model.schematic.outlets.find(({ through }) => through === q);
  if (outlet) return word("info_through", { symbol: outlet.symbol, name: lineTitle(outlet.of) });
  if (piece.feed) {
    const kind = piece.feed.kind === "bias" ? "bias" : piece.feed.from === "x" ? "input" : "state";
    return word(`info_feed_${kind}`);
  }
  const box = model.schematic.boxes.find(({ pre }) => pre === q);
  if (box) return box.symbol ? word("info_sum", { symbol: box.symbol }) : word("info_sum_plain");
  return "";
}

function readsOf(model, piece, q) {
  const line = piece.valve?.gate ?? stateBefore(q) ?? q;
  return model.line[line]?.reads ?? "";
}

function listOf(model, name, title, t, line, store) {
  const count = model.size(name);
  const known = store.reached(name);
  const list = Array.from({ length: count }, (_, k) => [
    model.label(name, k + 1),
    known ? full(model.at(name, t, k + 1)) : "·",
  ]);
  return { line, symbol: symbolOf(model, name, t), title, value: "", list, formula: null, reads: "" };
}
