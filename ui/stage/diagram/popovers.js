// Says what an item of the diagram is. Hover shows, a click or tap pins; several can stay pinned.
import { el, writeRich } from "../../shared/dom.js";
import { infoOf } from "./info.js";

const GAP = 8; // px between an item and its popover
const EDGE = 6; // px kept free at the viewport's edge

export class Popovers {
  constructor(store, host, picture) {
    Object.assign(this, { store, host, picture });
    this.pinned = new Map();
    this.items = [];
    this.hover = null;
    picture.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.over(this.itemOf(event)));
    picture.addEventListener("pointerleave", () => this.over(null));
    this.escaped = () => this.unpinAll();
    store.root.addEventListener("gatescope-escape", this.escaped);
    picture.addEventListener("click", (event) => this.toggle(this.itemOf(event)));
  }

  // New pieces stand for the old ones where they mean the same.
  set(items) {
    const names = [...this.pinned.values()].map(({ name }) => name);
    this.unpinAll();
    this.over(null);
    this.items = items.map((one) => ({ ...one, name: `${one.piece.kind} ${one.q}` }));
    for (const one of this.items) if (names.includes(one.name)) this.toggle(one);
  }

  itemOf(event) {
    const node = event.target.closest?.(".dg-item");
    const item = node && this.items.find((one) => one.item === node);
    return item && item.q ? item : null;
  }

  over(item) {
    if (this.hover?.one === item) return;
    this.hover?.card.remove();
    this.hover?.one.item.classList.remove("dg-hover");
    this.hover = null;
    if (!item || this.pinned.has(item)) return;
    item.item.classList.add("dg-hover");
    this.hover = this.open(item);
  }

  toggle(item) {
    if (!item) return;
    if (this.pinned.has(item)) return this.unpin(item);
    this.over(null);
    const shown = this.open(item);
    shown.card.classList.add("po-pinned");
    const close = el("button", { class: "po-close", type: "button", "aria-label": this.store.model.word("unpin"), onclick: () => this.unpin(item) }, "×");
    shown.card.append(close);
    this.place(shown);
    item.item.classList.add("dg-pinned");
    this.pinned.set(item, { ...shown, name: item.name });
  }

  unpin(item) {
    this.pinned.get(item)?.card.remove();
    item.item.classList.remove("dg-pinned");
    this.pinned.delete(item);
  }

  unpinAll() {
    for (const item of [...this.pinned.keys()]) this.unpin(item);
  }

  open(one) {
    const card = el("div", { class: "po", role: "note" });
    this.host.append(card);
    const shown = { one, card };
    this.fill(shown);
    return shown;
  }

  show() {
    for (const shown of [...this.pinned.values(), ...(this.hover ? [this.hover] : [])]) this.fill(shown);
  }

  fill(shown) {
    const { card, one } = shown;
    const info = infoOf(this.store, one.piece);
    const rows = [
      ["po-title", [info.symbol, info.title].filter(Boolean)],
      ["po-value", [info.value, info.extra].filter(Boolean)],
      ...(info.formula ?? []).map((text) => ["po-formula", [text]]),
      ...(info.list ?? []).map((pair) => ["po-row", pair]),
      ["po-reads", info.reads ? [info.reads] : []],
    ].filter(([, parts]) => parts.length);
    const shape = rows.map(([name, parts]) => name + parts.length).join();
    if (shape !== shown.shape) {
      shown.shape = shape;
      shown.nodes = rows.map(([name, parts]) => el("div", { class: name }, ...parts.map(() => el("span"))));
      card.replaceChildren(...shown.nodes, ...[...card.children].filter((node) => node.matches(".po-close")));
      card.style.setProperty("--line", `var(--line-${info.line}-text, var(--line-x-text))`);
    }
    rows.forEach(([, parts], k) => parts.forEach((text, j) => writeRich(shown.nodes[k].children[j], text)));
    this.place(shown);
  }

  // Below the item if there is room, else above it, else beside it; inside the viewport.
  place({ card, one }) {
    const item = one.item.getBoundingClientRect();
    const host = this.host.getBoundingClientRect();
    const { offsetWidth: w, offsetHeight: h } = card;
    const clamp = (value, size, limit) => Math.max(EDGE, Math.min(limit - size - EDGE, value));
    const middle = clamp((item.left + item.right - w) / 2, w, innerWidth);
    const level = clamp((item.top + item.bottom - h) / 2, h, innerHeight);
    const places = [
      [middle, item.bottom + GAP, item.bottom + GAP + h <= innerHeight - EDGE],
      [middle, item.top - GAP - h, item.top - GAP - h >= EDGE],
      [item.right + GAP, level, item.right + GAP + w <= innerWidth - EDGE],
      [item.left - GAP - w, level, item.left - GAP - w >= EDGE],
    ];
    for (const x of [item.left - w, item.right]) {
      places.push([clamp(x, w, innerWidth), ...places[0].slice(1)], [clamp(x, w, innerWidth), ...places[1].slice(1)]);
    }
    const taken = [...this.pinned.values()].filter((other) => other.card !== card).map((other) => other.card.getBoundingClientRect());
    const free = ([x, y]) => !taken.some((box) => x < box.right && x + w > box.left && y < box.bottom && y + h > box.top);
    const fitting = places.filter(([, , fits]) => fits);
    const [x, y] = fitting.find(free) ?? fitting[0] ?? places[0];
    card.style.transform = `translate(${Math.round(x - host.left)}px, ${Math.round(y - host.top)}px)`;
  }

  close() {
    this.store.root.removeEventListener("gatescope-escape", this.escaped);
    this.unpinAll();
    this.over(null);
  }
}
