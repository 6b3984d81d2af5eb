// How many decimals an equation needs so that it is true as it is printed; sim/text/equations.py
// decides the same. The numbers of one level (what goes in, the sum, the result) are written with
// the same decimals; where none make it true, "≈" has to stand for "=".
import { readBack } from "../../shared/format.js";

const LEAST_DECIMALS = 3;
const MOST_DECIMALS = 6;
const NEARLY = 1 - 1e-6; // of half a unit: a tie is rounded up by some, down by others

// Only what is printed is checked with these: the values are the engine's.
const FUNCTIONS = {
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  relu: (z) => Math.max(z, 0),
  identity: (z) => z,
  hard_sigmoid: (z, { slope, offset }) => Math.min(Math.max(slope * z + offset, 0), 1),
};

// What the activation of a node makes of a number.
export function activated(node, z) {
  return FUNCTIONS[node.name](z, node);
}

const choiceTables = {};

// Decimals of each level, from the fewest digits on; the result never has more than its parts.
function choicesOf(levels) {
  if (choiceTables[levels]) return choiceTables[levels];
  let found = [[]];
  for (let level = 0; level < levels; level += 1) {
    found = found.flatMap((one) => {
      const more = [];
      for (let d = LEAST_DECIMALS; d <= (one.at(-1) ?? MOST_DECIMALS); d += 1) more.push([...one, d]);
      return more;
    });
  }
  const size = (one) => one.reduce((a, b) => a + b, 0);
  const first = (a, b) => a.map((d, k) => d - b[k]).find(Boolean) ?? 0;
  found.sort((a, b) => size(a) - size(b) || first(a, b));
  choiceTables[levels] = found;
  return found;
}

// {decimals of each level, holds: of each equal sign}. judge: decimals -> whether each sign holds;
// even: as many decimals in the result as in its parts where that is possible.
export function settle(levels, judge, even = false) {
  let best = null;
  const choices = choicesOf(levels);
  const ordered = even ? [...choices.filter(isEven), ...choices.filter((one) => !isEven(one))] : choices;
  for (const decimals of ordered) {
    const holds = judge(decimals);
    const count = holds.filter(Boolean).length;
    if (!best || count > best.count) best = { decimals, holds, count };
    if (count === holds.length) break;
  }
  return best;
}

function isEven(decimals) {
  return decimals.every((one) => one === decimals[0]);
}

// Whether a number that was computed from printed ones is rounded to the printed result.
export function isNear(computed, text, decimals) {
  const shown = readBack(text);
  if (!Number.isFinite(computed) || !Number.isFinite(shown)) return Object.is(computed, shown);
  const power = Number(text.replaceAll("−", "-").split("e")[1] ?? 0);
  return Math.abs(computed - shown) < (10 ** (power - decimals) / 2) * NEARLY;
}

export function signOf(holds) {
  return holds === false ? "≈" : "=";
}
