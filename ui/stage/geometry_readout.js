// What is read out of the cell stands after its output: a row for each value, with a bar.

const ROW = 19;
const MOST = 6;
const LARGE_MOST = 2;

export function readoutRoom(model, narrow, large) {
  if (!model.readout || !model.has("y")) return { width: 0, rows: 0 };
  return { width: narrow ? 0 : 188, rows: Math.min(large ? LARGE_MOST : MOST, model.sizes.Y || model.size("y")) };
}

export function readoutPieces(model, { line, y, width, narrow, room, height }) {
  if (!room.rows) return { pieces: [], height, bottom: 0 };
  const all = model.size("y");
  const top = narrow ? height + 20 : y + 48;
  const rows = Math.min(room.rows, all);
  const more = all > rows;
  const needed = top + (rows + (more ? 1 : 0)) * ROW + 6;
  const piece = {
    kind: "readout", q: "y", line: "y", x: narrow ? 2 : width - room.width + 16,
    w: narrow ? width - 4 : room.width - 16, y: top, row: ROW, rows, more: all - rows,
  };
  return { pieces: [piece], height: Math.max(height, needed), bottom: needed };
}
