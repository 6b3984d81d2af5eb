// One run as the server sent it: a JSON header, then the numbers. Nothing is computed here but
// single products and sums of what the engine made.
import { subscript } from "../shared/format.js";

export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return new Model(head, new Float64Array(bytes.slice(4 + length).buffer), bytes);
}

class Model {
  constructor(head, numbers, bytes) {
    Object.assign(this, head, { numbers, bytes });
    this.line = Object.fromEntries(head.lines.map((line) => [line.name, line]));
    this.T = head.sizes.T;
  }

  has(name) {
    return name in this.arrays;
  }

  // Whether it is an array of the document that does not change over time: "W_f", "c_0", "V".
  isGiven(name) {
    return name in this.document && this.document[name] !== "inputs";
  }

  // Number of rows (units) of a quantity over time, or of a parameter.
  size(name) {
    const shape = this.arrays[name].shape;
    return this.isGiven(name) ? shape[0] : (shape[1] ?? 1);
  }

  // Value of a quantity at timestep t (from 1), row k (from 1); beyond its last row that one. Of a
  // matrix in column c (from 1); one that stays the same stands once for all timesteps.
  at(name, t, k, c = 1) {
    const { offset, shape } = this.arrays[name];
    const [steps, rows = 1, columns = 1] = shape;
    const step = shape.length > 2 ? Math.min(t, steps) : t;
    const row = (step - 1) * rows + Math.min(k, rows) - 1;
    return this.numbers[offset + row * columns + Math.min(c, columns) - 1];
  }

  // The unit of a line that stands for a unit of the cell: a shorter line has fewer.
  unitOf(line, unit) {
    return this.has(line) ? Math.min(unit, this.size(line)) : unit;
  }

  // Which unit it is, where a line has another number of them than the cell: y₂.
  ownIndex(line, unit) {
    const size = this.size(line);
    return size > 1 && size !== this.units ? subscript(this.unitOf(line, unit)) : "";
  }

  // Entry of such an array, rows and columns from 1.
  entry(name, row, column = 1) {
    const { offset, shape } = this.arrays[name];
    return this.numbers[offset + (row - 1) * (shape[1] ?? 1) + (column - 1)];
  }

  // Whether a gate is held at a value at timestep t, whatever goes into it.
  isSet(line, t) {
    const name = `held/${line}`;
    return this.has(name) && !Number.isNaN(this.at(name, t, 1));
  }

  // The same, or whether it follows a gate that is (a coupled one).
  isHeld(line, t) {
    const followed = this.schematic.derived.find((one) => one.line === line)?.of;
    return this.isSet(line, t) || Boolean(followed?.every((other) => this.isSet(other, t)));
  }

  // All values of one row over time.
  series(name, k) {
    return Array.from({ length: this.T }, (_, t) => this.at(name, t + 1, k));
  }

  // Whether a row is of 0 and 1 alone, at every timestep.
  isBits(name, k) {
    return this.series(name, k).every((value) => value === 0 || value === 1);
  }

  // What an input "x", an output "y" or a timestep "t" is called; `other` where it has no name.
  label(axis, k, other = axis + subscript(k)) {
    return this.labels[axis]?.[k - 1] || other;
  }

  colour(line) {
    return this.colours[line] ?? this.colours.x;
  }

  // Names one after another; sentences one after another.
  listed(names) {
    return names.join(this.word("list", { first: "", rest: "" }));
  }

  sentences(parts) {
    return parts.join(this.word("sentences", { first: "", rest: "" }));
  }

  word(key, fields = {}) {
    const text = this.words[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => fields[name] ?? whole);
  }
}
