// The one writer of numbers in the browser; sim/text/write.py writes the same on the server, but
// for the sign: here it is a real minus.

const MINUS = "−";
const LEADING_MINUS = /^\s*[-−－﹣‐‑‒–—―˗﹘]/; // those that the parser reads as one

// A number that was computed: three decimals, nothing hidden.
export function fixed(value, decimals = 3) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : MINUS + "∞";
  const size = Math.abs(value);
  const text = size >= 1e6 ? size.toExponential(decimals).replace("e+", "e") : size.toFixed(decimals);
  if (Number(text) === 0) return (0).toFixed(decimals);
  return (value < 0 ? MINUS : "") + text;
}

// An input as typed: shortest text, at most `digits` significant digits.
export function short(value, digits = 4) {
  if (!Number.isFinite(value)) return fixed(value);
  const text = String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", MINUS);
}

// A value that nothing was done to: 7 if it is exactly 7, 0.5 if it is exactly that, else 7.000.
export function brief(value, decimals = 3) {
  const text = fixed(value, decimals);
  return !text.includes("e") && readBack(text) === value ? bare(text) : text;
}

// A weight: the same, and below 1 so many digits that count.
export function given(value, digits = 3) {
  const size = Math.abs(value);
  if (!(size > 0 && size < 1)) return brief(value, digits);
  const text = size.toPrecision(digits);
  const [mantissa, power] = text.split("e");
  const exact = Number(text) === size;
  return (value < 0 ? MINUS : "") + (exact ? bare(mantissa) : mantissa) + (power ? `e${power.replace("-", MINUS)}` : "");
}

function bare(text) {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

// The number that a written one stands for.
export function readBack(text) {
  return Number(text.replaceAll(MINUS, "-").replace("∞", "Infinity"));
}

// Every digit of the value.
export function full(value) {
  if (!Number.isFinite(value)) return fixed(value);
  return String(value).replace(/-/g, MINUS);
}

// What somebody types, with the other sign.
export function negated(text) {
  const bare = text.replace(LEADING_MINUS, "");
  return bare === text ? MINUS + bare : bare;
}

const DIGITS = "₀₁₂₃₄₅₆₇₈₉";

export function subscript(number) {
  return String(number).replace(/\d/g, (digit) => DIGITS[digit]);
}

// A share from 0 to 1: 0 % and 100 % only where it is exactly that.
// more: decimals beside the usual ones.
export function percent(value, more = 0) {
  if (!(value >= 0 && value <= 1)) return `× ${more ? fixed(value, 3 + more) : fitted(value, 7)}`;
  if (value === 0 || value === 1) return `${value * 100} %`;
  if (value < 0.0005) return "< 0.1 %";
  if (value >= 0.9995) return "> 99.9 %";
  const decimals = more + (value < 0.0095 || value >= 0.9905 ? 1 : 0);
  return `${(value * 100).toFixed(decimals)} %`;
}

// A value in at most so many characters; digits give way before anything is cut off.
export function fitted(value, characters, most = 3) {
  const size = Math.abs(value);
  for (let decimals = most; decimals >= 0; decimals -= 1) {
    const text = fixed(value, decimals);
    if (text.length <= characters && !(decimals < 3 && size < 1)) return text;
  }
  for (const digits of [2, 1]) {
    const text = value.toExponential(digits).replace(/-/g, MINUS);
    if (text.length <= characters) return text;
  }
  return value.toExponential(0).replace(/-/g, MINUS);
}
