/**
 * A card that is taller than a page is printed in slices, cut between its boxes.
 */

/** Points that a page of A4 has between its margins and its head. */
const PAGE_HEIGHT = 740;

function sliceTallCards() {
  document.querySelectorAll("#pathway-body .card svg").forEach((picture, number) => {
    const [, , width, height] = (picture.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
    const inside = picture.querySelector("g");
    if (!inside || height <= PAGE_HEIGHT) return;
    inside.setAttribute("id", `card-${number}`);
    picture.classList.add("sliced");
    const cuts = cutsBetween(picture, height);
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
  const boxes = [...picture.querySelectorAll(".node .frame")].map((box) => box.getBoundingClientRect());
  const ends = boxes.map((box) => (box.bottom - frame.top) / scale);
  const free = ends.filter((end) => boxes.every((box) => (box.top - frame.top) / scale >= end || (box.bottom - frame.top) / scale <= end));
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
