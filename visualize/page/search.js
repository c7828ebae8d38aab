/**
 * Searching the three panes: how many places hold the words, and going from one to the next.
 */

/** @typedef {{pane: string, element: HTMLElement | SVGElement}} Hit */

/** @type {Hit[]} */
let hits = [];
let hitNow = -1;

function bindSearch() {
  const field = /** @type {HTMLInputElement} */ (byId("search"));
  const where = /** @type {HTMLSelectElement} */ (byId("search-in"));
  field.addEventListener("input", () => search(field.value, where.value));
  where.addEventListener("change", () => search(field.value, where.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") toHit(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      field.value = "";
      search("", where.value);
    } else if (event.key === "ArrowDown" && hitNow >= 0) focusHit();
    else return;
    event.preventDefault();
  });
  byId("search-next").addEventListener("click", () => toHit(1));
  byId("search-previous").addEventListener("click", () => toHit(-1));
  byId("search-go").addEventListener("click", focusHit);
}

/** @param {string} pane */
function searchedElements(pane) {
  if (pane === "pathway") return boxElements;
  if (pane === "text") return segmentElements;
  if (pane === "source") return sourceElements;
  return [...passageElements, ...referenceElements];
}

/**
 * @param {string} words
 * @param {string} where a pane, or "everywhere"
 */
function search(words, where) {
  for (const hit of hits) hit.element.classList.remove("hit", "hit-now");
  const wanted = words.trim().toLowerCase();
  hits = [];
  hitNow = -1;
  if (wanted) {
    for (const pane of where === "everywhere" ? [...PANES, "source"] : [where]) {
      for (const each of searchedElements(pane)) {
        const said = each instanceof SVGElement ? each.getAttribute("aria-label") : each?.textContent;
        if (each && said?.toLowerCase().includes(wanted)) hits.push({ pane, element: each });
      }
    }
    for (const hit of hits) hit.element.classList.add("hit");
  }
  if (hits.length) toHit(1);
  else sayHits(wanted ? "nothing found" : "");
}

/** @param {number} by */
function toHit(by) {
  if (!hits.length) return;
  hits[hitNow]?.element.classList.remove("hit-now");
  hitNow = (hitNow + by + hits.length) % hits.length;
  const { pane, element: shown } = hits[hitNow];
  shown.classList.add("hit-now");
  showPane(pane === "source" ? "narrative" : pane);
  if (pane === "source" || pane === "narrative") openPart(pane);
  bringIntoView(shown, byId(`${pane}-body`));
  sayHits(`${hitNow + 1} of ${hits.length}, in the ${pane === "text" ? "guideline text" : pane}`);
}

/** Go to where the found words stand. */
function focusHit() {
  const hit = hits[hitNow];
  if (hit) focusItem(byId(`${hit.pane}-body`), hit.element);
}

/** @param {string} words */
function sayHits(words) {
  byId("search-said").textContent = words;
}
