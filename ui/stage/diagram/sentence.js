// What happened in this step, in plain words; the screen reader's text too.
import { el, withoutMarks, write, writeRich } from "../../shared/dom.js";
import { fixed, percent } from "../../shared/format.js";
import { formulaOf, symbolOf, valueById } from "../formula.js";
import { titleOf } from "./info.js";
import { addedAndActivated, addedUp, shareOf } from "../arithmetic/sums.js";
import { PredictionSlots } from "../predict.js";

const ASKED_HERE = "\uE000"; // where a field stands in a sentence

export function sentencePart(store) {
  const text = el("p", { class: "se-text" });
  const [before, field, after] = [el("span"), el("span", { class: "se-field" }), el("span")];
  const slots = new PredictionSlots(store, "sentence", "se-predict");
  const spoken = el("p", { class: "se-spoken", "aria-live": "polite" });
  // Of several stages one speaks by itself; the others are there to be read.
  const root = el("div", { class: "sentence" }, text, store.leads ? spoken : null);

  function show() {
    const sentence = sentenceOf(store);
    const asks = sentence.includes(ASKED_HERE);
    if (!asks) writeRich(text, sentence);
    else showField(sentence.split(ASKED_HERE));
    slots.show(asks ? [asked()] : []);
    if (store.leads && !asks) text.setAttribute("aria-hidden", "true");
    else text.removeAttribute("aria-hidden");
    // Said once it rests: a run that plays would talk without end.
    if (store.view.playing) return;
    const said = [placeOf(store), ...answers(store), sentence.replace(ASKED_HERE, "?")];
    write(spoken, withoutMarks(store.model.sentences(said)));
  }

  function showField(parts) {
    if (field.parentNode !== text) {
      delete text.dataset.text;
      text.replaceChildren(before, field, after);
    }
    [before, after].forEach((node, n) => writeRich(node, parts[n]));
  }

  function asked() {
    const { model, view } = store;
    const [name] = model.order[view.phase];
    const { symbols } = formulaOf(model, name, view.t, view.unit);
    const label = model.word("predict_field", { name: withoutMarks(model.line[name] ? name : symbols), t: view.t });
    return { name, k: model.unitOf(name, view.unit), host: field, label };
  }

  return { root, update: () => {}, show };
}

// After a step was revealed, each number that was typed for it: to be heard, and of all how many.
function answers({ model, view, predictions }) {
  if (view.phase !== null) return [];
  return predictions.said.map(({ symbol, said }) => model.word("predicted_named", { name: symbol, said }));
}

function counted({ model, predictions }) {
  const { said } = predictions;
  const right = said.filter(({ verdict }) => verdict === "right").length;
  return said.length ? [model.word("predicted_count", { right, count: said.length })] : [];
}

// W_f with its mark; `writeRich` sets it low, `withoutMarks` reads it aloud.
export function sentenceOf(store) {
  const { model, view } = store;
  if (view.phase !== null) return operation(store, view.phase);
  if (store.cover.waits) return model.word("predict_step", view);
  const read = (q) => valueById(model, q, view.t, view.unit);
  const word = (key, fields) => model.word(key, fields);
  const { memories, outlets, boxes } = model.schematic;
  const said = {}; // decimals of a memory
  const sentences = [
    ...memories.map((memory) => ofMemory(model, memory, read, word, said)),
    ...outlets.map((outlet) => ofOutlet(model, outlet, read, word, said)),
  ];
  if (!model.states.length) sentences.push(withoutState(model, view, word));
  else if (!sentences.length) sentences.push(ofSum(model, boxes[0], read, word));
  if (model.states.length && model.cell.own) sentences.push(word("say_output", { name: model.line[model.cell.own].plain, value: fixed(read(model.cell.own)) }));
  const held = model.lines.filter(({ name }) => model.isSet(name, view.t));
  return model.sentences([...counted(store), ...sentences, ...held.map(({ name }) => heldGate(model, name, read(name)))]);
}

function placeOf({ model, view }) {
  return model.word(model.units > 1 ? "say_place_unit" : "say_place", view);
}

// Several valves in a row let through what all of them do together.
function openingOf(valves, read) {
  return valves.reduce((share, { id }) => share * read(id), 1);
}

function degree(share) {
  return share === 1 ? "_all" : share === 0 ? "_none" : "";
}

function ofMemory(model, memory, read, word, said) {
  const name = model.line[memory.line].plain;
  const keep = openingOf(memory.keep, read);
  const write = openingOf(memory.writes.flatMap((pipe) => pipe.valves), read);
  const written = memory.writes.reduce((sum, pipe) => sum + read(pipe.id), 0);
  const { parts: [kept, added], whole, decimals } = addedUp([read(memory.kept), written], read(memory.line));
  said[memory.line] = decimals;
  return word("say_memory", {
    kept: word(`say_keep${degree(keep)}`, { kept, name, percent: percent(keep) }),
    name, now: whole,
    written: word(write === 0 ? "say_write_none" : "say_write", { written: added }),
  });
}

function ofOutlet(model, outlet, read, word, said) {
  const share = openingOf(outlet.valves, read);
  const part = degree(share);
  const through = outlet.symbol && part !== "_none" ? "_through" : "";
  // The identity is not spoken of, and makes nothing of what is shown.
  const act = outlet.symbol && outlet.through && actOf(model.expressions[outlet.line], outlet.through);
  const shown = shareOf(act, share, read(outlet.of), read(outlet.line), said[outlet.of]);
  return word(`say_show${through}${part}`, {
    percent: shown.part, symbol: outlet.symbol, from: shown.from,
    name: model.line[outlet.line].plain, value: shown.value,
  });
}

// The activation of that id in an expression.
function actOf(node, id) {
  if (node.id === id) return node;
  return (node.args ?? []).map((arg) => actOf(arg, id)).find(Boolean) ?? null;
}

function ofSum(model, box, read, word) {
  const added = (is) => box.feeds.filter(is).reduce((sum, { id }) => sum + read(id), 0);
  const parts = [
    added(({ from }) => from === "x"),
    added(({ from }) => from?.endsWith("_prev")),
    added(({ kind }) => kind === "bias"),
  ];
  const made = addedAndActivated(model.expressions[box.line], parts, read(box.pre), read(box.line));
  const [input, state, bias] = made.parts;
  const sum = word("say_sum", { input, state, bias, sum: made.whole });
  return word(box.symbol ? "say_sum_gives" : "say_sum_is", {
    sum, symbol: box.symbol, value: made.value, name: model.line[box.line].plain,
  });
}

// What a cell without a state makes of what it reads: where most of it goes, or one number.
function withoutState(model, { t, unit }, word) {
  const { output } = model.cell;
  const shares = model.lines.find(({ name, role, bounds }) => role === "gate" || (name === output && bounds[0] === 0 && bounds[1] === 1 && model.size(name) > 1));
  if (!shares) {
    const k = model.unitOf(output, unit);
    const name = model.size(output) > 1 ? model.label(output, k) : model.label(output, k, model.line[output].plain);
    return word("say_reads", { name, value: fixed(model.at(output, t, k)) });
  }
  const values = Array.from({ length: model.size(shares.name) }, (_, k) => model.at(shares.name, t, k + 1));
  const most = values.indexOf(Math.max(...values)) + 1;
  const looks = shares.name !== output;
  const name = model.label(looks ? "m" : output, most, looks ? word("position", { n: most }) : undefined);
  return word(looks ? "say_looks" : "say_likeliest", { name, percent: percent(values[most - 1]) });
}

function heldGate(model, line, value) {
  return model.word("say_held", { name: model.line[line].plain, value: fixed(value) });
}

// One operation: what it is, with its numbers.
function operation({ model, view, predictions }, phase) {
  const [q] = model.order[phase];
  const { t, unit } = view;
  const made = formulaOf(model, q, t, unit);
  const line = model.line[q];
  if (model.isSet(q, t)) return heldGate(model, q, model.at(q, t, unit));
  const asked = predictions.asked.includes(q);
  // What an identity leaves as it is stands once.
  const numbers = made.sign === "=" && made.numbers === made.value ? "" : made.numbers;
  const parts = [line ? symbolOf(model, q, t) : "", made.symbols, numbers].filter(Boolean);
  const text = `${[...new Set(parts)].join(" = ")} ${made.sign} ${asked ? ASKED_HERE : made.value}`;
  const title = titleOf(model, {}, q, t);
  const key = `say_made${title ? "_named" : ""}${line ? "_reads" : ""}`;
  const [answer] = predictions.said;
  const sentence = model.word(key, { title, text, reads: line?.reads });
  return answer ? model.word("predicted_alone", { sentence, said: answer.said }) : sentence;
}
