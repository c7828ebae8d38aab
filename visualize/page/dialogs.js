/**
 * Help, and the keys of the page.
 */

/** @type {Record<string, Opinion>} */
const VERDICT_KEYS = { a: "agreed", q: "question", d: "disagreed" };

/** Keys that are pressed alone can be switched off (WCAG 2.1.4). */
let singleKeys = true;

function bindDialogs() {
  const help = /** @type {HTMLDialogElement} */ (byId("help"));
  byId("open-help").addEventListener("click", () => help.showModal());
  byId("close-help").addEventListener("click", () => help.close());
  const allowed = /** @type {HTMLInputElement} */ (byId("single-keys"));
  allowed.addEventListener("change", () => {
    singleKeys = allowed.checked;
  });
  document.addEventListener("keydown", pressed);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (document.querySelector("dialog[open]")) return;
  const target = /** @type {Element} */ (event.target);
  if (event.key === "F6") {
    nextPlace(event.shiftKey ? -1 : 1);
    event.preventDefault();
    return;
  }
  if (target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") chooseNothing();
  else if (!singleKeys) return;
  else if (event.key === "/") byId("search").focus();
  else if (event.key === "?") byId("open-help").click();
  else if (event.key === "r") toReview();
  else if (event.key === "n") nextOpen();
  else if (event.key in VERDICT_KEYS) {
    if (!event.repeat) markByKey(VERDICT_KEYS[event.key]); // a key held down signs one statement, not all of them
  }
  else return;
  event.preventDefault();
}

/** From a chosen box, line or sentence to the marks of its statement. */
function toReview() {
  openTab("review");
  const control = document.querySelector("#panel-review .mark-buttons button");
  if (control instanceof HTMLElement) control.focus();
}
