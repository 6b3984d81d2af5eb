// Elements without innerHTML: el("td", {class: "x", title: "..."}, "text", child).

const SVG_SPACE = "http://www.w3.org/2000/svg";

export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG_SPACE, tag), attributes, children);
}

// Change a text only where it differs, so that playing costs little.
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const INDEX = /_(\w+)/;

// "W_f·x₄" with the f set low.
export function writeRich(node, text) {
  if (node.dataset.text === text) return;
  node.dataset.text = text;
  const parts = text.split(INDEX);
  if (parts.length === 1) return write(node, text);
  node.replaceChildren(...parts.map((part, k) => (k % 2 ? el("sub", {}, part) : part)));
}

// The same where nothing can be set low: what is read aloud.
export function withoutMarks(text) {
  return text.split(INDEX).join("");
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
