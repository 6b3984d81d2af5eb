// Widths of texts in the drawing's own fonts, before anything is drawn.

const pen = document.createElement("canvas").getContext("2d");

export function fontsOf(element) {
  const style = getComputedStyle(element);
  const read = (name, other) => style.getPropertyValue(name).trim() || other;
  return { text: read("--st-font", "sans-serif"), code: read("--st-code-font", "monospace") };
}

export function textWidth(text, font) {
  pen.font = font;
  return pen.measureText(text).width;
}

// The longest beginning of a list "(1, 0, …)" that fits.
export function fittedList(parts, room, font, open = "(", close = ")") {
  const whole = open + parts.join(", ") + close;
  if (textWidth(whole, font) <= room) return whole;
  for (let kept = parts.length - 1; kept > 0; kept -= 1) {
    const text = `${open}${parts.slice(0, kept).join(", ")}, …${close}`;
    if (textWidth(text, font) <= room) return text;
  }
  return "…";
}

// A name cut to fit, with an ellipsis.
export function fittedText(text, room, font) {
  if (textWidth(text, font) <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (textWidth(`${text.slice(0, middle)}…`, font) <= room) low = middle;
    else high = middle - 1;
  }
  return low ? `${text.slice(0, low)}…` : "";
}
