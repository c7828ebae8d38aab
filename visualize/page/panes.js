/**
 * The panes: their width, folding them, moving between them, and moving among what can be chosen in one of them.
 */

const PANES = ["pathway", "text", "narrative"];
const STEP = 0.1;

/** The part that each pane takes of the width. @type {Record<string, number>} */
const shares = { pathway: 1.7, text: 1.1, narrative: 0.85 };

function layOutPanes() {
  for (const name of PANES) byId(name).style.flexGrow = String(shares[name]);
  for (const bar of document.querySelectorAll(".bar-between")) {
    const [left, right] = neighbours(/** @type {HTMLElement} */ (bar));
    const part = (100 * shares[left]) / (shares[left] + shares[right]);
    bar.setAttribute("aria-valuenow", String(Math.round(part)));
  }
}

/**
 * @param {HTMLElement} bar
 * @returns {[string, string]}
 */
function neighbours(bar) {
  return [bar.dataset.left ?? "", bar.dataset.right ?? ""];
}

/**
 * Give the left pane more of what both have.
 * @param {HTMLElement} bar
 * @param {number} by
 */
function moveBar(bar, by) {
  const [left, right] = neighbours(bar);
  const both = shares[left] + shares[right];
  shares[left] = Math.min(both - 0.2, Math.max(0.2, shares[left] + by));
  shares[right] = both - shares[left];
  layOutPanes();
}

/** @param {HTMLElement} bar */
function bindBar(bar) {
  bar.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") moveBar(bar, -STEP);
    else if (event.key === "ArrowRight") moveBar(bar, STEP);
    else return;
    event.preventDefault();
  });
  bar.addEventListener("pointerdown", (event) => bar.setPointerCapture(event.pointerId));
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const [left, right] = neighbours(bar).map((name) => byId(name).getBoundingClientRect());
    const both = shares[bar.dataset.left ?? ""] + shares[bar.dataset.right ?? ""];
    const wanted = (both * (event.clientX - left.left)) / (right.right - left.left);
    moveBar(bar, wanted - shares[bar.dataset.left ?? ""]);
  });
}

/** @param {HTMLElement} bar the bar above the lists */
function bindDrawerBar(bar) {
  const drawer = byId("drawer");
  /** @param {number} height */
  const setHeight = (height) => {
    const most = innerHeight * 0.8;
    const made = Math.round(Math.min(most, Math.max(80, height)));
    drawer.style.height = `${made}px`;
    bar.setAttribute("aria-valuenow", String(Math.round((100 * made) / innerHeight)));
  };
  bar.addEventListener("keydown", (event) => {
    const height = drawer.getBoundingClientRect().height;
    if (event.key === "ArrowUp") setHeight(height + 40);
    else if (event.key === "ArrowDown") setHeight(height - 40);
    else return;
    event.preventDefault();
  });
  bar.addEventListener("pointerdown", (event) => bar.setPointerCapture(event.pointerId));
  bar.addEventListener("pointermove", (event) => {
    if (bar.hasPointerCapture(event.pointerId)) setHeight(innerHeight - event.clientY - byId("foot").offsetHeight);
  });
}

/**
 * Fold a pane to its heading, or unfold it.
 * @param {HTMLElement} folder its button
 */
function bindFolder(folder) {
  const pane = byId(folder.getAttribute("aria-controls") ?? "").closest(".pane, #drawer");
  folder.addEventListener("click", () => {
    const folded = pane?.classList.toggle("folded") ?? false;
    folder.setAttribute("aria-expanded", String(!folded));
  });
}

/** On a narrow screen one pane is seen at a time. @param {string} name */
function showPane(name) {
  document.body.dataset.pane = name;
  for (const tab of document.querySelectorAll("#pane-tabs button")) {
    tab.setAttribute("aria-pressed", String(tab.getAttribute("data-pane") === name));
  }
}

/** Move on to the next place of the page, or back. @param {number} by */
function nextPlace(by) {
  const places = [...PANES, "drawer"].map(byId);
  const now = places.findIndex((place) => place.contains(document.activeElement));
  const next = places[(now + by + places.length + (now < 0 && by < 0 ? 1 : 0)) % places.length];
  if (PANES.includes(next.id)) showPane(next.id);
  const target = [".scroller [tabindex='0']", "[role='tab'][tabindex='0']", "button"].map((stop) => next.querySelector(stop)).find((found) => found);
  if (target instanceof HTMLElement || target instanceof SVGElement) target.focus();
}

/**
 * One stop of the Tab key for all items of a container; the arrows move among them, Enter and Space choose.
 * @param {HTMLElement} container
 * @param {() => (HTMLElement | SVGElement)[]} items
 * @param {(item: HTMLElement | SVGElement) => void} act
 * @param {(from: HTMLElement | SVGElement, key: string) => HTMLElement | SVGElement | null} [neighbour]
 */
function rove(container, items, act, neighbour = nextInLine(items)) {
  const first = items()[0];
  if (first) first.setAttribute("tabindex", "0");
  container.addEventListener("keydown", (event) => {
    const from = items().find((item) => item === event.target);
    if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") act(from);
    else {
      const next = neighbour(from, event.key);
      if (!next) return;
      focusItem(container, next);
    }
    event.preventDefault();
  });
  container.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const item = items().find((each) => each.contains(target));
    if (!item || getSelection()?.toString()) return;
    focusItem(container, item);
    act(item);
  });
}

/**
 * @param {() => (HTMLElement | SVGElement)[]} items
 * @returns {(from: HTMLElement | SVGElement, key: string) => HTMLElement | SVGElement | null}
 */
function nextInLine(items) {
  return (from, key) => {
    const all = items().filter((item) => item.getClientRects().length > 0);
    const at = all.indexOf(from);
    if (key === "ArrowDown" || key === "ArrowRight") return all[at + 1] ?? null;
    if (key === "ArrowUp" || key === "ArrowLeft") return all[at - 1] ?? null;
    if (key === "Home") return all[0] ?? null;
    if (key === "End") return all[all.length - 1] ?? null;
    return null;
  };
}

/**
 * Make an item the one that the Tab key stops at, and go there.
 * @param {HTMLElement} container
 * @param {HTMLElement | SVGElement} item
 */
function focusItem(container, item) {
  for (const before of container.querySelectorAll("[tabindex='0']")) {
    if (before.hasAttribute("data-item")) before.setAttribute("tabindex", "-1");
  }
  item.setAttribute("tabindex", "0");
  item.focus({ preventScroll: true });
  bringIntoView(item, container);
}
