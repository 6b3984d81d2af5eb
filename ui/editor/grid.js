// One matrix or vector: a table of cells with labels that stay in sight.
import { el } from "../shared/dom.js";
import { arrayOf, entryOf } from "../shared/entry.js";
import { atRest, Cell } from "./cell.js";

export class Grid {
  // place: index of the matrix in the data; leave: (row, direction) -> whether the grid to the
  // left (-1) or to the right (1) took the focus.
  constructor(sheet, place, leave) {
    Object.assign(this, { sheet, place, leave });
    const matrix = sheet.model.matrices[place];
    this.label = matrix.label;
    this.cells = matrix.values.map((numbers, row) =>
      numbers.map((_, column) => this.cell(matrix, row, column)),
    );
    this.heads = matrix.columns.map((name) => el("th", { scope: "col" }, name));
    const rows = this.cells.map((cells, row) =>
      el("tr", {}, el("th", { scope: "row" }, matrix.rows[row]),
        ...cells.map((cell) => el("td", {}, cell.input))),
    );
    this.root = el("figure", { class: "grid", "data-name": matrix.label },
      el("figcaption", {}, title(matrix.label), el("span", { class: "note" }, matrix.note)),
      el("div", { class: "box", tabindex: "-1" },
        el("table", {},
          el("thead", {}, el("tr", {}, el("td", { class: "corner" }), ...this.heads)),
          el("tbody", {}, ...rows))));
  }

  cell(matrix, row, column) {
    const { sheet, place } = this;
    const entry = entryOf(matrix.array, row + 1, ...(matrix.vector ? [] : [column + 1]));
    const where = [matrix.label, matrix.rows[row], matrix.columns[column]].filter(Boolean);
    const cell = new Cell(sheet, {
      entry,
      label: where.join(", "),
      rest: atRest,
      read: () => sheet.value([place, row, column]),
      move: (rows, columns) => this.go(row + rows, column + columns),
      absent: matrix.mask?.[row][column] === false && sheet.model.words.no_weight,
    });
    cell.input.readOnly = sheet.model.read_only || Boolean(cell.absent);
    cell.input.cell = cell;
    Object.assign(cell, { grid: this, column });
    return cell;
  }

  go(row, column) {
    const cells = this.cells[row];
    if (cells?.[column]) cells[column].focus();
    else return cells ? this.leave(row, column < 0 ? -1 : 1) : false;
    return true;
  }

  enter(row, direction) {
    const cells = this.cells[Math.min(row, this.cells.length - 1)];
    cells.at(direction < 0 ? -1 : 0).focus();
    return true;
  }

  attend(column) {
    this.heads.forEach((head, k) => head.classList.toggle("here", k === column));
  }

  // What is refused in this grid, as [{ text, message }].
  refusals() {
    const { rejected, matrices } = this.sheet.model;
    const { array } = matrices[this.place];
    return Object.entries(rejected).filter(([entry]) => arrayOf(entry) === array).map(([, why]) => why);
  }

  update() {
    for (const cells of this.cells) for (const cell of cells) cell.update();
  }
}

export function title(label) {
  const [name, index] = label.split("_");
  return el("span", { class: "name" }, name, index ? el("sub", {}, index) : null);
}
