/**
 * A card that is taller than a page is printed in slices, cut between its boxes.
 */

/** Points that a page of A4 has between its margins and its head. */
const PAGE_HEIGHT = 740;

function sliceTallCards() {
  document.querySelectorAll("#pathway-body .card svg").forEach((picture, number) => {
    const [, , width, height] = (picture.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    if (height <= PAGE_HEIGHT) return;
    const cuts = cutsBetween(picture, height);
    const inside = document.createElementNS(SVG, "g");
    inside.setAttribute("id", `card-${number}`);
    inside.append(...picture.children); // the boxes, and a chart beside them
    picture.append(inside);
    picture.classList.add("sliced");
    const slices = cuts.slice(1).map((bottom, at) => slice(`#card-${number}`, width, cuts[at], bottom));
    picture.after(...slices);
  });
}

/**
 * Where a picture may be cut, from its top to its bottom.
 * @param {Element} picture
 * @param {number} height
 */
function cutsBetween(picture, height) {
  const frame = picture.getBoundingClientRect();
  const scale = frame.height / height;
  /** @param {Element} part @returns {[number, number]} */
  const place = (part) => {
    const around = part.getBoundingClientRect();
    return [(around.top - frame.top) / scale, (around.bottom - frame.top) / scale];
  };
  const chart = [...picture.children].slice(1).map(place);
  const whole = /** @type {[number, number]} */ ([Math.min(...chart.map(([top]) => top)), Math.max(...chart.map(([, bottom]) => bottom))]);
  const charts = chart.length && whole[1] - whole[0] < PAGE_HEIGHT - 8 ? [whole] : chart;
  const boxes = [...[...picture.querySelectorAll(".node .frame")].map(place), ...charts];
  const free = boxes.map(([, end]) => end).filter((end) => boxes.every(([top, bottom]) => top >= end || bottom <= end));
  const cuts = [0];
  while (height - cuts[cuts.length - 1] > PAGE_HEIGHT) {
    const last = cuts[cuts.length - 1];
    const fitting = free.filter((end) => end > last && end <= last + PAGE_HEIGHT - 4);
    cuts.push(fitting.length ? Math.max(...fitting) + 2 : last + PAGE_HEIGHT);
  }
  return [...cuts, height];
}

/**
 * @param {string} of
 * @param {number} width
 * @param {number} top
 * @param {number} bottom
 */
function slice(of, width, top, bottom) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", "slice");
  made.setAttribute("aria-hidden", "true");
  made.setAttribute("viewBox", `0 ${top} ${width} ${bottom - top}`);
  made.style.setProperty("--width", String(width * POINT));
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", of);
  made.append(use);
  return made;
}
