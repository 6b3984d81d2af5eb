// What of an HTML element is seen, drawn as SVG: its box, its text, the pictures in it.
import { paintOf } from "./colours.js";
import { inlined, matrix } from "./inline.js";
import { svg } from "../../shared/dom.js";

const SIDES = ["Top", "Right", "Bottom", "Left"];
// What one works with, not what one looks at.
const TOOLS = ".score-tools, .score-plus, .score-modes, .score-unit-step, .arith-hint, .po-close";
let clips = 0;

// Adds to `target` what shows `element`; `origin`: the client rectangle that (0, 0) is at; `whole`:
// also what one would have to scroll to.
export function drawBoxes(element, origin, target, whole = false) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.clipPath !== "none" || element.matches(TOOLS)) return;
  const group = Number(style.opacity) < 1 ? svg("g", { opacity: style.opacity }) : target;
  if (group !== target) target.append(group);
  const box = element.getBoundingClientRect();
  const at = { x: box.left - origin.left, y: box.top - origin.top, width: box.width, height: box.height };
  const seen = style.visibility === "visible";
  if (element instanceof SVGElement) return drawPicture(element, origin, group);
  if (seen) group.append(...boxOf(style, at));
  if (seen && element instanceof HTMLCanvasElement) group.append(svg("image", { ...at, preserveAspectRatio: "none", href: enlarged(element, at) }));
  if (seen && element instanceof HTMLInputElement) return drawField(element, style, at, group);
  const inside = whole || style.overflow === "visible" ? group : clipped(at, group);
  const children = [...element.childNodes].sort((one, other) => depth(one) - depth(other));
  for (const child of children) {
    if (child.nodeType === Node.TEXT_NODE && seen) drawText(child, style, origin, inside);
    else if (child.nodeType === Node.ELEMENT_NODE) drawBoxes(child, origin, inside);
  }
}

function depth(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return 0;
  return Number.parseInt(getComputedStyle(node).zIndex, 10) || 0;
}

function drawPicture(element, origin, target) {
  const copy = inlined(element);
  if (!copy) return;
  const place = element.getScreenCTM();
  copy.setAttribute("transform", matrix({ ...spread(place), e: place.e - origin.left, f: place.f - origin.top }));
  target.append(copy);
}

function spread({ a, b, c, d }) {
  return { a, b, c, d };
}

// A heat map has a pixel for each number: programs would blur it, so that it is made large here.
function enlarged(canvas, { width, height }) {
  const large = Object.assign(document.createElement("canvas"), { width: Math.ceil(2 * width), height: Math.ceil(2 * height) });
  const pen = large.getContext("2d");
  pen.imageSmoothingEnabled = getComputedStyle(canvas).imageRendering !== "pixelated";
  pen.drawImage(canvas, 0, 0, large.width, large.height);
  return large.toDataURL();
}

function boxOf(style, { x, y, width, height }) {
  const parts = [];
  const back = paintOf(style.backgroundColor);
  const rx = Math.min(parseFloat(style.borderTopLeftRadius) || 0, width / 2, height / 2) || null;
  if (back && width && height) parts.push(svg("rect", { x, y, width, height, rx, fill: back.paint, "fill-opacity": back.opacity }));
  const ring = paintOf(style.outlineColor);
  const wide = style.outlineStyle === "none" || !ring ? 0 : parseFloat(style.outlineWidth);
  if (wide) {
    const out = parseFloat(style.outlineOffset) + wide / 2;
    parts.push(svg("rect", { x: x - out, y: y - out, width: width + 2 * out, height: height + 2 * out, rx, fill: "none", stroke: ring.paint, "stroke-opacity": ring.opacity, "stroke-width": wide }));
  }
  const ends = [[x, y, x + width, y], [x + width, y, x + width, y + height], [x, y + height, x + width, y + height], [x, y, x, y + height]];
  SIDES.forEach((side, k) => {
    const thick = parseFloat(style[`border${side}Width`]);
    const ink = paintOf(style[`border${side}Color`]);
    const kind = style[`border${side}Style`];
    if (!thick || !ink || ["none", "hidden"].includes(kind)) return;
    const [x1, y1, x2, y2] = ends[k];
    parts.push(svg("line", { x1, y1, x2, y2, stroke: ink.paint, "stroke-opacity": ink.opacity, "stroke-width": thick, "stroke-dasharray": kind === "dashed" ? "3 2" : null }));
  });
  return parts;
}

function clipped({ x, y, width, height }, target) {
  const id = `clip${(clips += 1)}`;
  const group = svg("g", { "clip-path": `url(#${id})` });
  target.append(svg("clipPath", { id }, svg("rect", { x, y, width, height })), group);
  return group;
}

function drawField(field, style, at, target) {
  const text = field.value || field.placeholder;
  const inner = { left: parseFloat(style.paddingLeft), right: parseFloat(style.paddingRight) };
  const way = { center: [at.x + at.width / 2, "middle"], right: [at.x + at.width - inner.right, "end"], end: [at.x + at.width - inner.right, "end"] };
  const [x, anchor] = way[style.textAlign] ?? [at.x + inner.left, "start"];
  if (text) target.append(svg("text", { ...font(style), x, y: at.y + at.height / 2, "text-anchor": anchor, "dominant-baseline": "central" }, text));
}

function drawText(node, style, origin, target) {
  for (const { text, left, top, bottom } of lines(node)) {
    const y = (top + bottom) / 2 - origin.top;
    target.append(svg("text", { ...font(style), x: left - origin.left, y, "dominant-baseline": "central" }, text));
  }
}

// The lines of a text as the browser broke them.
function lines(node) {
  const range = document.createRange();
  const found = [];
  for (const match of node.data.matchAll(/\S+/g)) {
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].length);
    const { left, top, bottom, width } = range.getBoundingClientRect();
    if (!width) continue;
    const last = found.at(-1);
    if (last && Math.abs(last.top - top) < 2) last.text += ` ${match[0]}`;
    else found.push({ text: match[0], left, top, bottom });
  }
  return found;
}

function font(style) {
  const ink = paintOf(style.color) ?? { paint: "none", opacity: 1 };
  return {
    fill: ink.paint, "fill-opacity": ink.opacity < 1 ? ink.opacity : null, "font-family": style.fontFamily, "font-size": style.fontSize,
    "font-weight": style.fontWeight, "font-variant-numeric": style.fontVariantNumeric === "normal" ? null : style.fontVariantNumeric,
    "text-decoration": paintOf(style.textDecorationColor) && style.textDecorationLine !== "none" ? style.textDecorationLine : null,
  };
}
