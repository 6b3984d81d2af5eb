// A number moved by whole steps, with the arithmetic of its decimal digits: 0.1 and 0.2 are 0.3.

const STEP_NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const STEP_DECIMALS = 15;

// The text after so many steps, within the limits; null where the text is no plain number.
export function stepped(text, steps, { step, least, most }) {
  const plain = text.replaceAll("−", "-");
  const empty = !plain.trim();
  if (!empty && !STEP_NUMBER.test(plain)) return null;
  const value = empty ? 0 : Number(plain);
  let next = sum(value, steps * step);
  // From outside of the limits, and from where nothing stands, it comes to the nearest number.
  if (least !== null) next = Math.max(least, next);
  if (most !== null) next = Math.min(most, next);
  return String(next).replaceAll("-", "−").replace("e+", "e");
}

function sum(value, change) {
  const decimals = Math.max(decimalsOf(value), decimalsOf(change));
  const scale = 10 ** decimals;
  const whole = Math.round(value * scale) + Math.round(change * scale);
  const exact = decimals <= STEP_DECIMALS && Number.isSafeInteger(whole);
  return exact ? Number(`${whole}e-${decimals}`) : value + change;
}

function decimalsOf(value) {
  const [digits, power = "0"] = String(value).split("e");
  return Math.max(0, (digits.split(".")[1] ?? "").length - Number(power));
}
