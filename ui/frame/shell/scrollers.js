// What scrolls takes the focus, so that the keyboard reaches all of it (WCAG 2.1.1).

const SCROLLERS = ".katex-display, .st-key-gradients_reading, [data-testid=stCode] pre";
const INSIDE = "a[href], button, input, select, textarea, [tabindex]";

export function reachScrollers() {
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) reach(target.closest(SCROLLERS));
  });
  const known = new WeakSet();
  const look = () => {
    for (const part of document.querySelectorAll(SCROLLERS)) {
      if (known.has(part)) continue;
      known.add(part);
      // What stands in it too: it may grow where the part itself can't.
      for (const box of [part, ...part.children]) sizes.observe(box);
    }
  };
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      look();
    });
  }).observe(document.body, { subtree: true, childList: true });
}

function reach(part) {
  if (!part) return;
  const more = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight;
  const scrolls = more && /auto|scroll/.test(getComputedStyle(part).overflow);
  if (!scrolls) part.removeAttribute("tabindex");
  else if (!part.querySelector(INSIDE)) part.tabIndex = 0;
}
