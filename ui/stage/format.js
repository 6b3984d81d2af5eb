// How numbers are written for people: three decimals, a real minus sign, nothing hidden.

const MINUS = "−";

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
  return text.replace("-", MINUS).replace("-", MINUS);
}

// Every digit of the value.
export function full(value) {
  if (!Number.isFinite(value)) return fixed(value);
  return String(value).replace(/-/g, MINUS);
}

const DIGITS = "₀₁₂₃₄₅₆₇₈₉";

export function subscript(number) {
  return String(number).replace(/\d/g, (digit) => DIGITS[digit]);
}
