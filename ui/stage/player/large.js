// How large things are drawn for the back of a room: on 1280 by 720 no text is below 18 pixels.

const LARGE_LEAST = 1.4; // of a drawing whose smallest text has 13 pixels
const LARGE_WIDTH = 885; // what the drawing then has room for
const LARGE_SCREEN = 720;

export function largeScale(available) {
  const room = Math.min(available / LARGE_WIDTH, (LARGE_LEAST * innerHeight) / LARGE_SCREEN);
  return Math.max(LARGE_LEAST, room);
}

const COLUMN_LEAST = 5.2; // em of a column of numbers
const COLUMN_MOST = 10;
const LETTER = 0.62; // em
const AIR = 1.4; // em beside a step's name

// Width of a column of the score, so that whole ones fill the room, with names of so many letters.
export function wholeColumns(box, room, letters) {
  const em = Math.max(COLUMN_LEAST, Math.min(COLUMN_MOST, letters * LETTER + AIR));
  const least = em * parseFloat(getComputedStyle(box).fontSize);
  return `${room / Math.max(1, Math.floor(room / least))}px`;
}

// The first of `many` columns that show step t in their middle.
export function windowStart(t, many) {
  return Math.max(0, t - 1 - Math.floor((Math.round(many) - 1) / 2));
}
