// Grids of one group side by side, under a heading that also has room for what is wrong in them.
import { el } from "../shared/dom.js";
import { Grid, title } from "./grid.js";

export class Section {
  constructor(name, line) {
    Object.assign(this, { name, grids: [] });
    this.reason = el("span", { class: "reason", "aria-live": "polite" });
    this.row = el("div", { class: "grids" });
    const swatch = line ? el("span", { class: "swatch", "aria-hidden": "true" }) : null;
    this.root = el("section", {},
      el("header", {}, swatch, name ? el("h4", {}, name) : null, this.reason), this.row);
    if (line) this.root.style.setProperty("--line", `var(--gs-${line})`);
  }

  add(sheet, place) {
    const at = this.grids.length;
    const grid = new Grid(sheet, place, (row, direction) => {
      return this.grids[at + direction]?.enter(row, direction) ?? false;
    });
    this.grids.push(grid);
    this.row.append(grid.root);
    return grid;
  }

  update() {
    for (const grid of this.grids) grid.update();
    const wrong = this.grids.flatMap((grid) => grid.refusals().map(({ message }) => ({ grid, message })));
    const said = wrong.map(({ grid, message }) => `${grid.label}: ${message}`).join("\n");
    if (said === this.said) return;
    this.said = said;
    this.reason.title = said;
    const [first, ...more] = wrong;
    this.reason.replaceChildren(
      ...(first ? [title(first.grid.label), ` ${first.message}`] : []),
      ...(more.length ? [el("span", { class: "more" }, `+${more.length}`)] : []),
    );
  }
}
