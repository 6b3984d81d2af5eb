// The numbers that a person adds up where no equal sign stands: what is kept and what is written
// make the memory, what the input, the state and the bias add makes the sum.
import { activated, isNear, settle } from "./equations.js";
import { fixed, percent, readBack } from "../../shared/format.js";
import { isActivation } from "../tree.js";

// Parts and their sum as texts. write: (value, decimals, last) -> text, of the sum where it is last.
export function addedUp(parts, whole, write = fixed) {
  const texts = ([more, last]) => [parts.map((part) => write(part, more, false)), write(whole, last, true)];
  const { decimals, holds } = settle(2, (each) => {
    const [made, sum] = texts(each);
    return [isNear(made.reduce((all, part) => all + readBack(part), 0), sum, each[1])];
  }, true);
  const [made, sum] = texts(decimals);
  return { parts: made, whole: holds[0] ? sum : nearly(sum), decimals: decimals[1] };
}

// The same for what an activation makes of the sum. node: of the activation, or of a sum as it is.
export function addedAndActivated(node, parts, sum, value) {
  const after = (z) => (isActivation(node) ? activated(node, z) : z);
  const { decimals, holds } = settle(3, ([more, pre, last]) => {
    const made = parts.reduce((all, part) => all + readBack(fixed(part, more)), 0);
    const text = fixed(sum, pre);
    return [isNear(made, text, pre), isNear(after(readBack(text)), fixed(value, last), last)];
  });
  const [more, pre, last] = decimals;
  const shown = (n, text) => (holds[n] ? text : nearly(text));
  return {
    parts: parts.map((part) => fixed(part, more)),
    whole: shown(0, fixed(sum, pre)), value: shown(1, fixed(value, last)),
  };
}

// 98.2 % of tanh 1.234 is 0.828. node: of the activation, or none; least: decimals of `from` where
// it stands before already.
export function shareOf(node, share, from, value, least = 3) {
  const exact = share === 0 || share === 1;
  const part = percent(share);
  const more = Math.max(least, 3);
  if (exact && !node) return { part, from: fixed(from, more), value: fixed(value, more) };
  // "> 99.9 %" is no number to multiply with.
  if (!exact && !/^[\d.]+ %$/.test(part)) return { part, from: fixed(from, more), value: fixed(value, more) };
  const written = (decimals) => (exact ? part : percent(share, decimals - 3));
  const start = (decimals) => fixed(from, Math.max(node ? decimals : 0, more));
  const { decimals, holds } = settle(2, ([parts, last]) => {
    const z = readBack(start(parts));
    const made = (parseFloat(written(parts)) / 100) * (node ? activated(node, z) : z);
    return [isNear(made, fixed(value, last), last)];
  });
  const text = fixed(value, decimals[1]);
  return { part: written(decimals[0]), from: start(decimals[0]), value: holds[0] ? text : nearly(text) };
}

function nearly(text) {
  return `≈ ${text}`;
}
