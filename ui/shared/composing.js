// Whether a key belongs to an input method. While somebody composes a character, Enter takes a
// candidate, arrows and space choose one and Escape drops it: none of it is meant for us. Every
// handler of keys asks here first.

const COMPOSED_KEY = 229; // the code of a key that the input method took
const JUST_AFTER = 50; // ms

let lastComposed = -Infinity; // when a composition ended, by the clock of events

// Safari ends the composition before it sends the key that ended it.
window.addEventListener("compositionend", (event) => { lastComposed = event.timeStamp; }, true);

export function composing(event) {
  if (!event) return false;
  return event.isComposing || event.keyCode === COMPOSED_KEY || event.timeStamp - lastComposed < JUST_AFTER;
}
