// A copy of an SVG element that looks the same without any style sheet.
import { paintOf } from "./colours.js";
import { svg } from "../../shared/dom.js";

// What a child takes over from its parent is written only where it differs.
const INHERITED = [
  "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
  "font-family", "font-size", "font-weight", "font-style", "font-variant-numeric", "text-anchor", "dominant-baseline",
];
const KEPT = new Set([
  "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "dx", "dy", "href", "preserveAspectRatio",
]);

export function inlined(element, above = null, outer = element) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.opacity === "0") return null;
  const hidden = style.visibility === "hidden";
  const own = {};
  for (const { name, value } of element.attributes) {
    if (KEPT.has(name)) own[name] = value.endsWith("%") ? element[name].baseVal.value : value;
  }
  if (element.points) own.points = pointsOf(element, outer);
  if (own.d && style.vectorEffect === "non-scaling-stroke") own.d = pathOf(own.d, element, outer);
  for (const name of INHERITED) {
    const value = style.getPropertyValue(name);
    if (value && (!above || value !== above.getPropertyValue(name))) own[name] = value;
  }
  for (const name of ["fill", "stroke"]) {
    if (above && style[name] === above[name] && style[`${name}Opacity`] === above[`${name}Opacity`]) continue;
    const found = paintOf(style[name]);
    own[name] = found?.paint ?? "none";
    const opacity = (found?.opacity ?? 1) * Number(style[`${name}Opacity`]);
    if (found && (opacity < 1 || above)) own[`${name}-opacity`] = opacity;
  }
  if (style.opacity !== "1") own.opacity = style.opacity;
  const transform = placed(style);
  if (transform) own.transform = transform;
  const tag = element.tagName === "svg" ? "g" : element.tagName;
  const copy = svg(tag, own);
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE && !hidden) copy.append(child.data);
    else if (child instanceof SVGElement) copy.append(...[inlined(child, style, outer)].filter(Boolean));
  }
  return hidden && !copy.children.length ? null : copy;
}

// Where the corners of a curve are in the outermost picture: one inside it may be stretched, and a
// stroke that keeps its width then is nothing that other programs know.
function pointsOf(element, outer) {
  const place = placeIn(element, outer);
  return [...element.points].map((point) => placedAt(point, place, ",")).join(" ");
}

// The same of a path of straight lines, "M1 2L3 4".
function pathOf(d, element, outer) {
  const place = placeIn(element, outer);
  return d.replace(/(-?[\d.]+)[ ,](-?[\d.]+)/g, (_, x, y) => placedAt(new DOMPoint(Number(x), Number(y)), place, " "));
}

function placeIn(element, outer) {
  return outer.getScreenCTM().inverse().multiply(element.getScreenCTM());
}

function placedAt(point, place, between) {
  const { x, y } = point.matrixTransform(place);
  return `${x.toFixed(2)}${between}${y.toFixed(2)}`;
}

// The CSS transform as an attribute, about its origin.
function placed(style) {
  if (style.transform === "none") return null;
  const [x, y] = style.transformOrigin.split(" ").map(parseFloat);
  const about = new DOMMatrix().translate(x, y).multiply(new DOMMatrix(style.transform)).translate(-x, -y);
  return about.isIdentity ? null : matrix(about);
}

export function matrix({ a, b, c, d, e, f }) {
  return `matrix(${[a, b, c, d, e, f].map((part) => Number(part.toFixed(4))).join(" ")})`;
}
