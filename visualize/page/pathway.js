/**
 * The pathway: its boxes, zooming, and what happened to the patient of a case.
 */

const SVG = "http://www.w3.org/2000/svg";
const ZOOM_STEP = 1.25;
const LEAST_ZOOM = 0.2;
const MOST_ZOOM = 4;

/** What a state is called, and its sign, which tells it without colour. @type {Map<string, StateShown>} */
const STATES = new Map(guideline.states.map((state) => [state.state, state]));

/** Points of a picture at 100 %: as on paper. */
const POINT = 4 / 3;

/** @type {SVGGElement[]} */
const boxElements = [];
let zoom = 1;
/** Whether the zoom follows the width of the pane. */
let fitted = true;

function showPathway() {
  const pane = byId("pathway-body");
  guideline.boxes.forEach((box, number) => {
    const group = /** @type {SVGGElement} */ (/** @type {unknown} */ (byId(box.id)));
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "-1");
    group.setAttribute("aria-pressed", "false");
    group.setAttribute("aria-label", wordsOf(group));
    group.setAttribute("data-item", String(number));
    group.querySelector("polygon, path, ellipse, polyline")?.classList.add("frame");
    boxElements.push(group);
  });
  for (const picture of document.querySelectorAll("#pathway-body .card > svg")) {
    /** @type {SVGElement} */ (picture).style.setProperty("--width", String(widthOf(picture) * POINT));
  }
  rove(pane, () => boxElements, (group) => chooseBox(Number(group.getAttribute("data-item"))), nearestBox);
  const sections = /** @type {HTMLSelectElement} */ (byId("sections"));
  document.querySelectorAll("#pathway-body .section").forEach((section, number) => {
    put(sections, element("option", { value: number }, section.querySelector("h3")?.textContent ?? ""));
  });
  sections.addEventListener("change", () => {
    const section = document.querySelectorAll("#pathway-body .section")[Number(sections.value)];
    if (section) pane.scrollTo({ top: /** @type {HTMLElement} */ (section).offsetTop - pane.offsetTop });
  });
  pane.addEventListener("scroll", () => showSection(pane, sections), { passive: true });
  byId("zoom-in").addEventListener("click", () => setZoom(zoom * ZOOM_STEP));
  byId("zoom-out").addEventListener("click", () => setZoom(zoom / ZOOM_STEP));
  byId("zoom-fit").addEventListener("click", () => fitZoom());
  byId("zoom-whole").addEventListener("click", () => setZoom(1));
  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") setZoom(zoom * ZOOM_STEP);
    else if (event.key === "-") setZoom(zoom / ZOOM_STEP);
    else if (event.key === "0") fitZoom();
    else return;
    event.preventDefault();
  });
  fitZoom(LEAST_LEGIBLE);
  sliceTallCards();
  new ResizeObserver(() => {
    if (fitted) fitZoom(LEAST_LEGIBLE);
    const shown = pane.querySelector(".chosen, .partner");
    if (shown) bringIntoView(shown, pane);
  }).observe(pane);
}

/**
 * Name the section that is at the top of the pane.
 * @param {HTMLElement} pane
 * @param {HTMLSelectElement} sections
 */
function showSection(pane, sections) {
  const top = pane.getBoundingClientRect().top + 60;
  const above = [...pane.querySelectorAll(".section")].filter((section) => section.getBoundingClientRect().top <= top);
  sections.value = String(Math.max(0, above.length - 1));
}

/** The words of a box, without its signs. @param {SVGGElement} group */
function wordsOf(group) {
  const lines = [...group.querySelectorAll("text:not(.badge text, .review-sign text)")].map((text) => text.textContent ?? "");
  return lines.join(" ").replace(/\s+/g, " ").trim();
}

/** @param {number} wanted */
function setZoom(wanted) {
  fitted = false;
  zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, wanted));
  byId("pathway-body").style.setProperty("--zoom", String(zoom));
  byId("zoom-now").textContent = `${Math.round(zoom * 100)} %`;
}

/** Below this the letters are too small to read on a screen. */
const LEAST_LEGIBLE = 0.72;

/**
 * As large as the widest card allows; unasked, not so small that it cannot be read.
 * @param {number} [least]
 */
function fitZoom(least = LEAST_ZOOM) {
  const widths = [...document.querySelectorAll("#pathway-body .card svg")].map((picture) => widthOf(picture));
  const room = byId("pathway-body").clientWidth - 32;
  if (room > 0 && widths.length) setZoom(Math.max(least, Math.min(1, room / (POINT * Math.max(...widths)))));
  fitted = true;
}

/** @param {Element} picture */
function widthOf(picture) {
  return Number((picture.getAttribute("viewBox") ?? "0 0 1 1").split(/[\s,]+/)[2]);
}

/**
 * The nearest box in the direction of an arrow key.
 * @param {HTMLElement | SVGElement} from
 * @param {string} key
 * @returns {HTMLElement | SVGElement | null}
 */
function nearestBox(from, key) {
  if (key === "Home") return boxElements[0] ?? null;
  if (key === "End") return boxElements[boxElements.length - 1] ?? null;
  const here = from.getBoundingClientRect();
  const down = key === "ArrowDown";
  const right = key === "ArrowRight";
  if (!down && !right && key !== "ArrowUp" && key !== "ArrowLeft") return null;
  const upright = down || key === "ArrowUp";
  let best = null;
  let least = Infinity;
  for (const box of boxElements) {
    if (box === from) continue;
    const there = box.getBoundingClientRect();
    const away = upright
      ? (down ? there.top - here.bottom : here.top - there.bottom)
      : right ? there.left - here.right : here.left - there.right;
    if (away < -2) continue;
    const aside = upright
      ? Math.abs(there.left - here.left)
      : Math.max(0, Math.max(there.top - here.bottom, here.top - there.bottom)) * 20;
    if (!upright && aside > 0) continue;
    const far = away + aside * 2;
    if (far < least) {
      least = far;
      best = box;
    }
  }
  return best;
}

function listenForPathway() {
  listen("chosen", (/** @type {Choice | null} */ made) => {
    const chosen = made?.pane === "pathway" ? made.place : -1;
    highlight(boxElements, made?.boxes ?? NONE, chosen, byId("pathway-body"));
    showChosen(made);
  });
  listen("case", showMarks);
}

/** What is chosen, in the foot of the pathway, with what it came to in the case. @param {Choice | null} made */
function showChosen(made) {
  const foot = byId("pathway-foot");
  if (!made || !made.nodes.length) {
    fill(foot, "Choose a box, a line of the text, or a sentence: its partners are shown beside it.");
    return;
  }
  const said = marksOf(made.pane === "pathway" ? guideline.boxes[made.place].marked : made.nodes);
  fill(
    foot,
    element("b", {}, calledAt(made.nodes[0])),
    said && element("span", { class: `state ${stateClass(said.state)}` }, ` ${STATES.get(said.state)?.sign ?? ""} ${said.state}`),
    said && said.lines.length > 0 && ` ${said.lines.join("; ")}`,
  );
}

/** The marks of the case that is shown, by what they mark. @type {Map<number, MarkShown>} */
let marksNow = new Map();

/** What no other line of a box may hide, as in the picture of a patient. */
const FOREMOST = ["broken", "withheld"];

/**
 * The state of the first that has one, or the one that none may hide, and the lines of all.
 * @param {number[]} marked
 * @returns {{state: string, lines: string[]} | null}
 */
function marksOf(marked) {
  const found = marked.map((each) => marksNow.get(each)).filter((mark) => mark !== undefined);
  if (!found.length) return null;
  const lines = found.flatMap((mark) => mark.lines.map((line) => guideline.strings[line]));
  const foremost = FOREMOST.find((state) => found.some((mark) => mark.state === state));
  return { state: foremost ?? found[0].state, lines: [...new Set(lines)] };
}

/** @param {string} state */
function stateClass(state) {
  return `is-${state.replaceAll(" ", "-")}`;
}

/** @param {CaseShown | null} shown */
function showMarks(shown) {
  marksNow = new Map((shown?.marks ?? []).map((place) => [guideline.marks[place].node, guideline.marks[place]]));
  boxElements.forEach((group, number) => {
    for (const state of STATES.keys()) group.classList.remove(stateClass(state));
    group.querySelector(".badge")?.remove();
    const mark = marksOf(guideline.boxes[number].marked);
    nameBox(group, number);
    if (!mark) return;
    group.classList.add(stateClass(mark.state));
    group.appendChild(badge(group, mark.state));
  });
  showChosen(choice);
}

/**
 * What a box is called: its words, what came of it in the case that is shown, and what a reviewer has to look at.
 * @param {SVGGElement} group
 * @param {number} number
 */
function nameBox(group, number) {
  const mark = marksOf(guideline.boxes[number].marked);
  const played = mark ? `. In this case: ${mark.state}. ${mark.lines.join("; ")}` : "";
  group.setAttribute("aria-label", wordsOf(group) + played + reviewSignInWords(number));
}

/** @param {SVGGElement} group */
function frameOf(group) {
  return /** @type {SVGGraphicsElement} */ (group.querySelector(".frame") ?? group).getBBox();
}

/**
 * A sign at the corner of a box, beside its words, and no higher than the box: a page may be cut above it.
 * @param {SVGGElement} group
 * @param {string} state
 */
function badge(group, state) {
  const frame = frameOf(group);
  const made = document.createElementNS(SVG, "g");
  made.setAttribute("class", "badge");
  made.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS(SVG, "circle");
  const sign = document.createElementNS(SVG, "text");
  for (const [part, x, y] of /** @type {[SVGElement, string, string][]} */ ([[circle, "cx", "cy"], [sign, "x", "y"]])) {
    part.setAttribute(x, String(frame.x + frame.width + 0.5));
    part.setAttribute(y, String(frame.y + Math.min(9, frame.height / 2)));
  }
  circle.setAttribute("r", "7.5");
  sign.setAttribute("text-anchor", "middle");
  sign.setAttribute("dominant-baseline", "central");
  sign.textContent = STATES.get(state)?.sign ?? "";
  made.append(circle, sign);
  return made;
}
