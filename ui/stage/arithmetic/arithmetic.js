// The arithmetic of the chosen unit at the chosen step: every product with its numbers, and every
// weight changed where it stands.
import { ArithBlock, around, lastOf, lineBlock, resultOf } from "./block.js";
import { Equation, signNode } from "./equation.js";
import { ArithSheet, lengthsOf } from "./sheet.js";
import { joined, readoutAt, readoutTerms } from "./terms.js";
import { Printed } from "./worth.js";
import { foldingOfReadout } from "./large.js";
import { el, write } from "../../shared/dom.js";
import { isNear } from "./equations.js";
import { subscript } from "../../shared/format.js";
import { followTheme, paint } from "../../shared/colours.js";
import { isActivation } from "../tree.js";

const ARITH_PHONE = "(max-width: 640px)";
const ARITH_BELOW = "(max-width: 860px)"; // there the part is as high as it needs
const ARITH_GROWS = 72; // px that the part may be higher than the diagram
const ARITH_LOW = 800; // px of a screen that has no room for that
const ARITH_FADE = 14; // px at the lower edge, as in the style sheet

export function arithmeticPart(store) {
  const place = el("b", { class: "arith-place" });
  const hint = el("span", { class: "arith-hint" });
  const head = el("summary", { class: "arith-head" }, place, hint);
  const body = el("div", { class: "arith-lines" });
  const probe = el("span", { class: "arith-probe", "aria-hidden": "true" }, "0".repeat(20));
  const fold = el("details", { class: "arith-fold", open: true }, head, body);
  const root = el("section", { class: "arith" }, fold, probe);
  // The diagram beside it is as high as it needs; a run of the same shape may have longer numbers
  // than there was room for. What the part did to itself is no news.
  const boxes = [root, store.root, body];
  const sizes = new ResizeObserver((changed) => {
    if (outline() === given) return;
    // Its own lines may not change while their change is told.
    if (changed.every(({ target }) => target === body)) requestAnimationFrame(() => reserve());
    else reserve();
  });
  for (const box of boxes) sizes.observe(box);
  const outline = () => boxes.map(({ offsetWidth, offsetHeight }) => `${offsetWidth} ${offsetHeight}`).join();
  const alone = store.model.parts && !store.model.parts.includes("diagram"); // nothing else paints
  if (alone) followTheme(root, store);
  const narrow = matchMedia(ARITH_PHONE);
  const below = matchMedia(ARITH_BELOW);
  let sheet = null;
  let blocks = [];
  let shape = null;
  let marked = [];
  let given = ""; // outline when the lines were given their room

  // On a wide screen the heading is only a heading.
  head.addEventListener("click", (event) => {
    if (!narrow.matches) event.preventDefault();
  });

  function update() {
    const { model, view } = store;
    if (alone) paint(store.root, model);
    const now = JSON.stringify([model.cell, model.sizes, model.expressions, model.readout, model.lines, view.unit, store.screen.large, lengthsOf(model)]);
    const other = now !== shape || !sheet;
    if (other) build();
    shape = now;
    sheet.renew(model);
    if (other) reserve();
    write(hint, store.locks("params") || !sheet.fields.length ? "" : ` · ${model.word("arith_hint")}`);
  }

  function build() {
    const kept = new Map((sheet?.fields ?? []).map((field) => [field.entry, field.retire()]));
    const { model, view } = store;
    sheet = new ArithSheet(store, view.unit);
    blocks = [...model.lines.map((line) => lineBlock(sheet, line)), ...readoutBlocks(sheet)];
    const notes = unusual(model).map((note) => el("p", { class: "arith-note" }, note));
    body.replaceChildren(...blocks.map((block) => block.root), ...notes);
    for (const field of sheet.fields) if (kept.has(field.entry)) field.adopt(kept.get(field.entry));
    marked = [];
  }

  // Its lines stand closer where they would not all be in view.
  function reserve() {
    giveRoom();
    given = outline();
  }

  function giveRoom() {
    const { style } = root;
    style.height = style.minHeight = "";
    root.classList.remove("arith-ends", "arith-tight");
    keepRoom();
    if (below.matches || store.screen.large) return;
    root.classList.add("arith-ends"); // no fade over the last line
    if (wanted() <= root.clientHeight) return;
    root.classList.add("arith-tight");
    keepRoom();
    fit();
  }

  const wanted = () => Math.ceil(body.getBoundingClientRect().bottom - root.getBoundingClientRect().top + root.scrollTop);

  function keepRoom() {
    const width = body.clientWidth;
    const letter = probe.getBoundingClientRect().width / 20;
    const first = blocks[0]?.body;
    if (!width || !letter || !first) return;
    const height = parseFloat(getComputedStyle(first).lineHeight);
    const columns = Math.floor(first.clientWidth / letter);
    const flows = getComputedStyle(first.firstElementChild).display === "inline";
    for (const block of blocks) block.reserve(columns, height, flows);
  }

  // No line is cut: the part grows a little where the screen has room, or ends below a whole line.
  function fit() {
    const { style } = root;
    const room = root.clientHeight;
    const needed = wanted();
    if (needed <= room) return;
    if (needed - room <= ARITH_GROWS && innerHeight > ARITH_LOW) {
      style.minHeight = `${needed}px`;
    } else {
      const top = root.getBoundingClientRect().top - root.scrollTop;
      const ends = [...body.querySelectorAll(".arith-row, .arith-note")].map((row) => row.getBoundingClientRect().bottom - top);
      const last = Math.max(...ends.filter((end) => end <= room - 2));
      if (!Number.isFinite(last)) return;
      style.minHeight = "0";
      style.height = `${last + 2}px`;
    }
  }

  function show() {
    const { view, model } = store;
    if (sheet.unit !== view.unit) update();
    const many = model.units > 1;
    write(place, model.word(many ? "arith_title" : "arith_title_one", { t: view.t, unit: view.unit }));
    sheet.show();
    for (const block of blocks) block.showHeld(view.t);
    showPhase();
  }

  // Inside a step: what is not yet computed waits, what is being computed is marked.
  function showPhase() {
    const { view, model } = store;
    for (const node of marked) node.classList.remove("arith-now");
    marked = [];
    const [id, line] = view.phase === null ? [] : (model.order[view.phase] ?? []);
    for (const block of blocks) {
      const waits = id !== undefined && !block.ids.some((one) => store.reached(one));
      block.root.classList.toggle("arith-waits", waits);
      if (!id || block.ids[0] === undefined || !block.ids.includes(id) || line === undefined) continue;
      marked.push(block.root, ...(sheet.byId.get(id) ?? []));
      bring(block.root);
    }
    for (const node of marked) node.classList.add("arith-now");
  }

  // Scroll inside the part's own box, never the page.
  function bring(block) {
    const box = root.getBoundingClientRect();
    const it = block.getBoundingClientRect();
    if (root.scrollHeight <= root.clientHeight) return;
    const top = box.top + head.offsetHeight;
    const bottom = box.bottom - ARITH_FADE;
    if (it.bottom > bottom) root.scrollTop += Math.min(it.bottom - bottom, it.top - top);
    else if (it.top < top) root.scrollTop -= top - it.top;
  }

  return { root, update, show, reserve, close: () => sizes.disconnect() };
}

// y = V·h + d, and its softmax: one block an output.
function readoutBlocks(sheet) {
  const { model } = sheet;
  if (!model.readout) return [];
  const soft = model.readout !== "linear";
  return Array.from({ length: model.size("y") }, (_, j) => {
    const k = j + 1;
    const index = model.size("y") > 1 ? subscript(k) : "";
    const block = new ArithBlock(sheet, { name: "y", subscript: index, title: model.label("y", k, model.word("readout")), ids: ["y"] });
    if (!model.has("V")) {
      block.row([{ root: el("span", {}, `softmax(h)${index}`), length: 12 }]);
      block.row([...share(sheet, "h", k), resultOf(sheet, "y", k)]);
      return block;
    }
    const last = lastOf(sheet, soft ? "y_pre" : "y", k);
    const folding = foldingOfReadout(sheet);
    const equation = new Equation(sheet, 2, (t, [parts, whole]) => {
      if (folding?.leavesOut) return [true];
      const seen = new Printed(sheet.model, t, sheet.unit, parts, parts, Boolean(folding));
      return [isNear(seen.products(readoutAt(k), model.sizes.H) + seen.weight("d", k), last(t, whole), whole)];
    });
    const folds = [];
    sheet.within(equation, () => {
      sheet.folding = folding;
      const pieces = joined(readoutTerms(sheet, k, folds));
      sheet.folding = null;
      if (soft) {
        around(pieces, "softmax", `)${index}`);
        block.row(pieces);
        block.row([...share(sheet, "y_pre", k), resultOf(sheet, "y", k, 2)], "", signNode(equation, 0));
      } else {
        block.row([...pieces, resultOf(sheet, "y", k, 1, 0)]);
      }
    });
    block.addFolds(folds);
    const symbols = ["V", "·", "h", " + ", "d"];
    block.makeSymbols = () => el("div", { class: "arith-row" }, "= ", ...(soft ? ["softmax(", ...symbols, `)${index}`] : symbols));
    return block;
  });
}

// e to the power of z over the sum of all such powers.
function share(sheet, quantity, k) {
  const power = sheet.value({ ref: quantity, kind: undefined }, { k, level: 1 });
  // Before a class nothing is written small.
  const parts = sheet.large
    ? ["exp(", power.root, ") / Σ exp(z)"]
    : ["e", el("sup", {}, power.root), " / Σ e", el("sup", {}, "z")];
  return [{ root: el("span", { class: "arith-term" }, ...parts), length: power.length + (sheet.large ? 17 : 8) }];
}

// "here g and h are linear; usually tanh".
function unusual(model) {
  const groups = new Map();
  for (const line of model.lines) {
    for (const act of actsOf(model.expressions[line.name])) {
      const usual = model.usual[act.key];
      if (act.name === usual) continue;
      const key = `${act.name} ${usual}`;
      groups.set(key, [...(groups.get(key) ?? []), act.key]);
    }
  }
  return [...groups].map(([key, lines]) => {
    const [name, usual] = key.split(" ").map((one) => model.word(`activation_${one}`));
    const last = lines.at(-1);
    const first = model.listed(lines.slice(0, -1));
    const said = first ? model.word("arith_and", { first, last }) : last;
    return model.word(first ? "arith_unusual_many" : "arith_unusual_one", { lines: said, activation: name, usual });
  });
}

function actsOf(node) {
  return [...(isActivation(node) ? [node] : []), ...(node.args ?? []).flatMap(actsOf)];
}
