// What is read out of the cell stands after its output: a row for each value, with a bar.

const ROW = 19;
const MOST = 6;
const UNDER = 48; // from the output's pipe to the head, with the state's value between
const UNDER_MEMORY = 44;

export function readoutRoom(model, narrow, large) {
  if (!model.readout || !model.has("y")) return { width: 0, rows: 0 };
  return { width: narrow ? 0 : 188, rows: Math.min(MOST, model.sizes.Y || model.size("y")), large };
}

// Before a class the drawing does not grow: as many rows as it has room for, the largest first.
export function readoutPieces(model, { line, y, above, width, narrow, room, height }) {
  if (!room.rows) return { pieces: [], height, bottom: 0 };
  const all = model.size("y");
  const [top, end] = room.large && !narrow ? largePlace({ y, above, height }) : [narrow ? height + 20 : y + UNDER, Infinity];
  const fitting = Math.max(1, Math.floor((end - 6 - top) / ROW));
  const rows = Math.min(room.rows, all, fitting);
  const more = all - rows;
  const beside = more > 0 && rows === fitting; // no row is left to say it in
  const needed = top + (rows + (more && !beside ? 1 : 0)) * ROW + 6;
  const piece = {
    kind: "readout", q: "y", line: "y", x: narrow ? 2 : width - room.width + 16,
    w: narrow ? width - 4 : room.width - 16, y: top, row: ROW, rows, more, beside, ranked: room.large,
  };
  return { pieces: [piece], height: Math.max(height, needed), bottom: needed };
}

// Below the output; where that is low, between it and the memory.
function largePlace({ y, above, height }) {
  const below = [y + UNDER, height];
  return above && height - y < y - above ? [above + UNDER_MEMORY, y - 14] : below;
}
