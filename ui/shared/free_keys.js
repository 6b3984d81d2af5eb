// Whose a key is: what types with it keeps it, what has the focus but no use for it leaves it over.

const TYPING = "input, textarea, select, [contenteditable=''], [contenteditable=true]";
// What a presenter's clicker sends; no field types anything with it.
export const CLICKER = ["PageDown", "PageUp"];
const ARROWS = ["ArrowLeft", "ArrowRight"];
// Beside the stage, what keeps the focus after a click and has no use for these keys.
const NEEDS_NO_CLICKER =
  "button, a, [role=tab], input[type=checkbox], [role=combobox][aria-expanded=false]";
const NEEDS_NO_ARROWS = "button:not([role=tab]), a, input[type=checkbox]";

export function isFree(node) {
  return !node || node === document.body || node === document.documentElement;
}

export function isTyping(node) {
  return node.matches(TYPING) || node.isContentEditable;
}

// Whether what has the focus outside of the stage leaves this key over.
export function isSpare(key, elements) {
  if (elements.some((node) => node.matches("[role=dialog]"))) return false;
  if (CLICKER.includes(key)) return elements[0].matches(NEEDS_NO_CLICKER);
  return ARROWS.includes(key) && elements[0].matches(NEEDS_NO_ARROWS);
}
