// Colours of the lines, for the theme that Streamlit shows. Sets on an element, for every line:
// --line-f (fills) and --line-f-text (text, readable on the background).

export function isDark(element) {
  const colour = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const [red, green, blue] = channels(/^(#|rgb)/.test(colour) ? colour : "#ffffff");
  return red + green + blue < 384; // half of white
}

export function paint(element, model) {
  const dark = isDark(element);
  for (const [line, one] of Object.entries(model.colours)) {
    element.style.setProperty(`--line-${line}`, dark ? one.dark : one.light);
    element.style.setProperty(`--line-${line}-text`, dark ? one.textDark : one.textLight);
  }
  element.dataset.theme = dark ? "dark" : "light";
}

// Paints anew when the theme changes: that is a change of this unseen outline of a part's root.
export function followTheme(root, store, then = () => {}) {
  root.addEventListener("transitionend", (event) => {
    if (event.target !== root || event.propertyName !== "outline-color") return;
    paint(store.root, store.model);
    then();
  });
}

// Red, green and blue, 0 to 255, of "#RRGGBB" or "rgb(...)".
export function channels(colour) {
  if (colour.startsWith("#")) {
    const digits = colour.length < 7 ? colour.slice(1).replace(/./g, "$&$&") : colour.slice(1);
    return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16));
  }
  return colour.match(/[\d.]+/g).slice(0, 3).map(Number);
}

export function mixed(from, to, share) {
  return from.map((value, k) => Math.round(value + (to[k] - value) * share));
}
