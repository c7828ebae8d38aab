/**
 * Making elements. Content is text and never markup: nothing here, and nothing in the other parts, sets innerHTML.
 */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element with attributes and children; `true` is an attribute without a value, `false` none at all.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  put(made, ...children);
  return made;
}

/**
 * Text with marks that would change the order of reading shown by their code points: a reviewer sees what is there.
 * @param {string} text
 */
function seen(text) {
  return text.replace(
    /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (mark) => `[U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}

/**
 * Append children, text as text.
 * @param {Node} parent
 * @param {...(Child | Child[])} children
 */
function put(parent, ...children) {
  for (const child of children.flat()) {
    if (child instanceof Node) parent.appendChild(child);
    else if (child) parent.appendChild(document.createTextNode(seen(child)));
  }
}

/**
 * Replace what is in an element.
 * @param {Element} parent
 * @param {...(Child | Child[])} children
 */
function fill(parent, ...children) {
  parent.textContent = "";
  put(parent, ...children);
}

/**
 * The element of that id; a page without it is a mistake of ours.
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

/**
 * A button that does something.
 * @param {string} text
 * @param {() => void} act
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 */
function button(text, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/**
 * "1 box", "3 boxes".
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * Scroll what scrolls around an element so that it is seen, and nothing else.
 * @param {Element} target
 * @param {Element} scroller
 */
function bringIntoView(target, scroller) {
  const frame = scroller.getBoundingClientRect();
  const place = target.getBoundingClientRect();
  if (!frame.height || !place.height) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const margin = Math.min(80, frame.height / 5);
  const inside = place.top >= frame.top && place.bottom <= frame.bottom;
  const across = place.left >= frame.left && place.right <= frame.right;
  if (inside && across) return;
  // To a place and not by a distance: it may be on its way to another one.
  scroller.scrollTo({
    top: scroller.scrollTop + (inside ? 0 : place.top - frame.top - margin),
    left: scroller.scrollLeft + (across ? 0 : place.left - frame.left - Math.min(40, frame.width / 10)),
    behavior: still ? "auto" : "smooth",
  });
}
