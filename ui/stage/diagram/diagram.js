// The cell as a picture: memory as a conveyor, gates as valves on its pipes.
import { el, svg, withoutMarks } from "../../shared/dom.js";
import { Flow } from "./flow.js";
import { valueById } from "../formula.js";
import { layoutOf } from "./geometry.js";
import { fontsOf } from "./measure.js";
import { fitted } from "../../shared/format.js";
import { DRAWERS, LAYERS, largest } from "./pieces.js";
import { Popovers } from "./popovers.js";
import { sentenceOf } from "./sentence.js";
import { addedUp } from "../arithmetic/sums.js";
import { followTheme, paint } from "../../shared/colours.js";
import { UnitStrip } from "./units.js";

const TIGHT = 740; // below this the openings are numbers alone
const SUMMED = new Set(["amount", "state", "term", "box"]); // pieces with a number that may be added up
const SILENT = new Set(["frame", "joint", "hint"]); // pieces without a quantity of their own

export function diagramPart(store) {
  const picture = svg("svg", { class: "dg", role: "img" });
  const root = el("div", { class: "diagram" }, picture);
  const strip = new UnitStrip(store);
  root.append(strip.root);
  const flow = new Flow(store);
  const popovers = new Popovers(store, root, picture);
  let width = 0;
  let drawn = [];
  let items = [];
  let scales = new Map();
  let lastPlace = "";

  const watch = new ResizeObserver(([entry]) => {
    const now = Math.round(entry.contentRect.width);
    if (!now || now === width) return;
    width = now;
    draw();
    show();
  });
  watch.observe(root);
  followTheme(root, store);

  function draw() {
    const { model } = store;
    const layout = layoutOf(model, width, store.screen.large);
    const fonts = fontsOf(root);
    const layers = Object.fromEntries(LAYERS.map((name) => [name, svg("g", { class: `dg-layer-${name}` })]));
    const flows = [];
    const tools = { model, fonts, flows, narrow: layout.narrow, tight: layout.width < TIGHT, large: store.screen.large, word: (key, fields) => model.word(key, fields) };
    items = [];
    drawn = layout.pieces.map((piece) => {
      const layer = layers[piece.kind];
      if (SILENT.has(piece.kind)) return DRAWERS[piece.kind](piece, { ...tools, layer });
      const item = svg("g", { class: "dg-item", "data-kind": piece.kind, ...(piece.of && { "data-of": piece.of }) });
      layer.append(item);
      const set = DRAWERS[piece.kind](piece, { ...tools, layer, item });
      items.push({ piece, item, q: piece.valve?.id ?? piece.q });
      return set;
    });
    picture.replaceChildren(...Object.values(layers));
    picture.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    picture.style.height = `${Math.round(layout.height * layout.scale)}px`;
    root.dataset.layout = layout.narrow ? "narrow" : "wide";
    scales = new Map();
    flow.set(flows);
    popovers.set(items);
  }

  // Largest amount that any pipe of this unit carries during the run.
  function scale(group) {
    const { model } = store;
    const key = `${group ?? ""} ${group === "y" ? 0 : store.view.unit}`;
    if (!scales.has(key)) {
      const asked = items.filter(({ piece }) => piece.kind === "pipe" && piece.group === group);
      scales.set(key, group === "y" ? largestOfAll(model, "y") : largest(model, new Set(asked.map(({ q }) => q)), store.view.unit));
    }
    return scales.get(key);
  }

  // Texts of the numbers that meet in a sum of the picture: what is kept and written, what is added.
  function addedTexts(value) {
    const texts = new Map();
    const shown = new Map(items.filter(({ piece }) => SUMMED.has(piece.kind)).map(({ piece, q }) => [q, piece]));
    for (const [parts, whole] of sumsOf(store.model)) {
      if (![...parts, whole].every((q) => shown.has(q))) continue;
      const write = (number, decimals, last) => fitted(number, shown.get(last ? whole : parts[0]).characters, decimals);
      const made = addedUp(parts.map(value), value(whole), write);
      parts.forEach((q, k) => texts.set(q, made.parts[k]));
      texts.set(whole, made.whole);
    }
    // What is shown whole has the same digits.
    for (const { of, line } of store.model.schematic.outlets) {
      if (texts.has(of) && value(of) === value(line)) texts.set(line, texts.get(of));
    }
    return texts;
  }

  function moment() {
    const { model, view } = store;
    const value = (q) => valueById(model, q, view.t, view.unit);
    const texts = addedTexts(value);
    return {
      text: (q, characters) => texts.get(q) ?? fitted(value(q), characters),
      t: view.t, unit: view.unit,
      reached: (q) => store.reached(q),
      value,
      held: (line) => model.isHeld(line, view.t),
      scale,
      share: (value, group) => (value === 0 || Number.isNaN(value) ? 0 : Math.min(1, Math.abs(value) / (scale(group) || 1))),
    };
  }

  function update() {
    paint(store.root, store.model);
    strip.update();
    if (!width) width = Math.round(root.getBoundingClientRect().width);
    if (width) draw();
  }

  function show() {
    const { model, view } = store;
    strip.show();
    const at = moment();
    for (const set of drawn) set(at);
    const now = view.phase === null ? null : model.order[view.phase][0];
    for (const { piece, item, q } of items) {
      item.classList.toggle("dg-ahead", !store.reached(q) && !(piece.pre && store.reached(piece.pre)));
      item.classList.toggle("dg-now", now !== null && [q, piece.pre, piece.product].includes(now) && isMaker(piece));
    }
    const place = `${view.t} ${view.unit} ${view.phase}`;
    if (lastPlace && place !== lastPlace) flow.stir();
    if (view.playing) flow.stir();
    lastPlace = place;
    if (!view.playing) picture.setAttribute("aria-label", withoutMarks(sentenceOf(store)));
    popovers.show();
  }

  function close() {
    watch.disconnect();
    flow.close();
    popovers.close();
  }

  return { root, update, show, close };
}

// [what is added, what it makes] of a memory, or of the one sum of a cell without valves.
function sumsOf({ schematic: { memories, boxes } }) {
  if (memories.length) return memories.map(({ kept, writes, line }) => [[kept, ...writes.map(({ id }) => id)], line]);
  const { feeds, pre } = boxes[0];
  return [[feeds.map(({ id }) => id), pre]];
}

// A highlighted quantity lights up where it is made, not along everything it flows through.
function isMaker(piece) {
  return !["wire", "state"].includes(piece.kind);
}

function largestOfAll(model, name) {
  let most = 0;
  for (let k = 1; k <= model.size(name); k += 1) most = Math.max(most, largest(model, [name], k));
  return most;
}
