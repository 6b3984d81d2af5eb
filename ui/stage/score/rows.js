// Which rows the score has, and what stands in them: read off the model, nothing by hand.
import { subscript } from "../../shared/format.js";

const MOST_WITHOUT_STATE = 24; // rows
const MOST_BEFORE_A_CLASS = 6; // the bars above have them all

// A row: {kind, quantity, k, line, letter, title, low, high, expected}. k is the row of the
// quantity, from 1; for lines of the cell it is the chosen unit.
export function scoreRows(model, unit, large = false) {
  const rows = [];
  for (let k = 1; k <= model.sizes.X; k += 1) rows.push(inputRow(model, k));
  const memory = memoryOf(model);
  if (!model.states.length) return [...rows, ...rowsWithoutState(model, unit, large ? MOST_BEFORE_A_CLASS : MOST_WITHOUT_STATE)];
  for (const line of model.lines) {
    const [before, after] = model.line[memory].role === "memory" && memory !== model.cell.output
      ? ["memory_before", "memory_after"] : ["state_before", null];
    const carried = isCarried(model, line.name);
    const k = model.unitOf(line.name, unit);
    if (carried) rows.push(stateRow(model, line.name, k, model.word(before)));
    const title = carried && after ? model.word(after) : line.title;
    rows.push({
      kind: "line", quantity: line.name, k, line: line.name, letter: line.name + model.ownIndex(line.name, unit), title,
      low: line.bounds[0], high: line.bounds[1], expected: expectedOf(model, line.name, k),
    });
  }
  for (let k = 1; model.readout && k <= model.size("y"); k += 1) rows.push(readoutRow(model, k));
  return rows;
}

// Every number of a line as long as they are few, else that of the chosen unit.
function rowsWithoutState(model, unit, most) {
  const all = model.lines.reduce((sum, { name }) => sum + model.size(name), 0) <= most;
  return model.lines.flatMap((line) => {
    const size = model.size(line.name);
    const units = all ? Array.from({ length: size }, (_, k) => k + 1) : [model.unitOf(line.name, unit)];
    const axis = line.name === model.cell.output ? line.name : "m";
    return units.map((k) => ({
      kind: "line", quantity: line.name, k, line: line.name, letter: line.name + (size > 1 ? subscript(k) : ""),
      title: model.label(axis, k, line.title), low: line.bounds[0], high: line.bounds[1],
      expected: expectedOf(model, line.name, k),
    }));
  });
}

// Whether it is the line that carries the past; of a cell without a state none does.
function isCarried(model, name) {
  return name === memoryOf(model) && model.states.includes(name);
}

// The line that carries the past, or else is put out: the server reads it off the cell.
export function memoryOf(model) {
  return model.cell.memory;
}

function inputRow(model, k) {
  const letter = `x${subscript(k)}`;
  const title = model.label("x", k, model.word("input"));
  return { kind: "input", quantity: "x", k, line: "x", letter, title };
}

function stateRow(model, line, unit, title) {
  const quantity = `${line}_prev`;
  return {
    kind: "before", quantity, k: unit, line, letter: line + model.ownIndex(line, unit), title, low: null, high: null,
    expected: expectedOf(model, quantity, unit),
  };
}

function readoutRow(model, k) {
  const probability = model.readout !== "linear";
  return {
    kind: "readout", quantity: "y", k, line: "y",
    letter: model.size("y") > 1 ? `y${subscript(k)}` : "y",
    title: model.label("y", k, model.word(probability ? "readout_softmax" : "readout")),
    low: probability ? 0 : null, high: probability ? 1 : null, expected: expectedOf(model, "y", k),
  };
}

function expectedOf(model, line, unit) {
  return model.expected.find((one) => one.line === line && one.unit === unit);
}

// What a bar is measured by: its own bounds, else the greatest size in the row (a memory before
// and after by one measure).
export function scaleOf(model, row) {
  if (row.low === 0 && row.high === 1) return { from: 0, to: 1, signed: false };
  const names = isCarried(model, row.line) ? [row.line, `${row.line}_prev`] : [row.quantity];
  let top = 0;
  for (const name of names) {
    for (const value of model.series(name, row.k)) {
      if (Number.isFinite(value)) top = Math.max(top, Math.abs(value));
    }
  }
  return { from: -top, to: top, signed: true };
}

// Left end and width of a bar, in percent of its track.
export function barOf(value, { from, to, signed }) {
  if (!Number.isFinite(value) || to === 0) return [signed ? 50 : 0, 0];
  const place = (number) => (100 * (number - from)) / (to - from);
  const ends = [place(signed ? 0 : from), place(Math.max(from, Math.min(to, value)))];
  return [Math.min(...ends), Math.abs(ends[1] - ends[0])];
}
