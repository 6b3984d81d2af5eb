// How numbers are written for people: three decimals, a real minus sign, nothing hidden.

const MINUS = "−";
const LEADING_MINUS = /^\s*[-−－﹣‐‑‒–—―˗﹘]/; // those that the parser reads as one

export function fixed(value, decimals = 3) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : MINUS + "∞";
  const size = Math.abs(value);
  let text = size >= 1e6 ? size.toExponential(2) : size.toFixed(decimals);
  if (Number(text) === 0) return (0).toFixed(decimals);
  return (value < 0 ? MINUS : "") + text;
}

// A weight or an input as typed: shortest text, at most `digits` significant digits.
export function short(value, digits = 4) {
  if (!Number.isFinite(value)) return fixed(value);
  const text = String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", MINUS);
}

// A value as it stands in a sum: 7 if it is exactly 7, 0.5 if it is exactly that, else 7.000.
export function brief(value, decimals = 3) {
  const text = fixed(value, decimals);
  const exact = Number.isFinite(value) && Number(text.replace(MINUS, "-")) === value;
  return exact && text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
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
export function percent(value) {
  if (!(value >= 0 && value <= 1)) return `× ${fitted(value, 7)}`;
  if (value === 0 || value === 1) return `${value * 100} %`;
  if (value < 0.0005) return "< 0.1 %";
  if (value >= 0.9995) return "> 99.9 %";
  const decimals = value < 0.0095 || value >= 0.9905 ? 1 : 0;
  return `${(value * 100).toFixed(decimals)} %`;
}

// A value in at most so many characters; digits give way before anything is cut off.
export function fitted(value, characters) {
  const size = Math.abs(value);
  for (const decimals of [3, 2, 1, 0]) {
    const text = fixed(value, decimals);
    if (text.length <= characters && !(decimals < 3 && size < 1)) return text;
  }
  for (const digits of [2, 1]) {
    const text = value.toExponential(digits).replace(/-/g, MINUS);
    if (text.length <= characters) return text;
  }
  return value.toExponential(0).replace(/-/g, MINUS);
}
