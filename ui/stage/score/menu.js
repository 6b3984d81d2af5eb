// A menu in the browser's top layer, so that no box can clip it; Escape or a click elsewhere closes
// it.
import { composing } from "../../shared/composing.js";
import { el } from "../../shared/dom.js";

const MENU_EDGE = 8; // px kept free at the window's edge

export class Menu {
  constructor(kind = "") {
    this.root = el("div", { class: `score-menu ${kind}`, role: "menu", popover: "auto" });
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  // {text, able, why, run, icon}: an entry.
  entry({ text, icon = null, able = true, why = null, run }) {
    const item = el("button", { type: "button", role: "menuitem", tabindex: "-1", disabled: !able, title: able ? null : why }, icon, text);
    item.addEventListener("click", () => {
      this.root.hidePopover();
      run();
    });
    return item;
  }

  show(button, ...content) {
    const { root } = this;
    root.replaceChildren(...content);
    root.showPopover();
    const box = button.getBoundingClientRect();
    const left = Math.min(box.left, innerWidth - root.offsetWidth - MENU_EDGE);
    const below = box.bottom + 4;
    const top = below + root.offsetHeight > innerHeight ? box.top - root.offsetHeight - 4 : below;
    root.style.left = `${Math.max(MENU_EDGE, left)}px`;
    root.style.top = `${Math.max(MENU_EDGE, top)}px`;
    root.querySelector("button:not(:disabled)").focus({ preventScroll: true });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    event.stopPropagation();
    if (!step || composing(event)) return;
    const able = [...this.root.querySelectorAll("button:not(:disabled)")];
    const at = able.indexOf(this.root.getRootNode().activeElement);
    able[(at + step + able.length) % able.length].focus({ preventScroll: true });
    event.preventDefault();
  }
}
