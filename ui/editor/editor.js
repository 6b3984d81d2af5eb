// The matrix editor: groups of grids side by side. Numbers are read by the server alone; here they
// are typed, shown and moved between.
import { el } from "../shared/dom.js";
import { Dragger } from "./drag.js";
import { Section } from "./section.js";
import { Sheet } from "./sheet.js";

class Editor {
  constructor(host, data) {
    this.root = el("div", { class: "editor" });
    this.body = el("div");
    this.root.append(this.body);
    host.append(this.root);
    this.sheet = new Sheet(this.root, data.ack);
    this.dragger = new Dragger(this.root);
    this.root.addEventListener("focusin", ({ target }) => this.attend(target.cell));
    this.root.addEventListener("focusout", () => this.attend(null));
    // Streamlit's own keys (r, c) act on what reaches the document.
    this.root.addEventListener("keydown", (event) => event.stopPropagation());
  }

  receive(data, send) {
    this.sheet.receive(data, send);
    this.root.lang = data.lang;
    this.dragger.knob.title = data.words.drag;
    const form = JSON.stringify([
      data.read_only,
      data.lang,
      data.matrices.map(({ values, ...rest }) => [rest, values.length, values[0]?.length]),
    ]);
    if (form !== this.form) this.build(data.matrices);
    this.form = form;
    for (const section of this.sections) section.update();
    this.dragger.place();
    this.root.dataset.rev = data.rev;
  }

  build(matrices) {
    const held = new Map(this.cells().map((cell) => [cell.entry, cell.retire()]));
    this.sections = [];
    matrices.forEach(({ group, line }, place) => {
      if (this.sections.at(-1)?.name !== group) this.sections.push(new Section(group, line));
      this.sections.at(-1).add(this.sheet, place);
    });
    this.body.replaceChildren(...this.sections.map(({ root }) => root));
    for (const cell of this.cells()) {
      if (held.has(cell.entry)) cell.adopt(held.get(cell.entry));
    }
  }

  cells() {
    return (this.sections ?? []).flatMap(({ grids }) => grids.flatMap(({ cells }) => cells.flat()));
  }

  attend(cell) {
    this.here?.grid.attend(null);
    this.here = cell;
    cell?.grid.attend(cell.column);
    this.dragger.attend(cell);
  }
}

const editors = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  if (!editors.has(parentElement)) editors.set(parentElement, new Editor(parentElement, data));
  const editor = editors.get(parentElement);
  editor.receive(data, (edits) => setStateValue("edits", edits));
  return () => {
    editor.dragger.close();
    editor.sheet.delivery.close();
    editor.root.remove();
    editors.delete(parentElement);
  };
}
