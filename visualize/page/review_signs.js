/**
 * What was marked and needs looking at, as signs in the pathway: stale, disagreed, questions.
 */

/** @type {Record<string, [string, string]>} */
const REVIEW_SIGNS = {
  disagreed: ["✗", "disagreed"],
  stale: ["!", "stale: it means something else since it was marked"],
  question: ["?", "a question"],
};

/** The verdict of each node that needs looking at; of several statements of a node, the gravest. @returns {Map<number, string>} */
function verdictsToSee() {
  const { of } = sorted();
  const gravest = Object.keys(REVIEW_SIGNS);
  /** @type {Map<number, string>} */
  const found = new Map();
  for (const statement of guideline.statements) {
    const verdict = verdictOf(of.get(statement.key));
    if (!gravest.includes(verdict)) continue;
    for (const node of statement.nodes) {
      const before = found.get(node);
      if (before === undefined || gravest.indexOf(verdict) < gravest.indexOf(before)) found.set(node, verdict);
    }
  }
  return found;
}

function showReviewSigns() {
  const verdicts = verdictsToSee();
  boxElements.forEach((group, number) => {
    const verdict = verdicts.get(guideline.boxes[number].nodes[0]);
    group.querySelector(".review-sign")?.remove();
    group.classList.remove("review-stale", "review-disagreed", "review-question");
    if (verdict !== undefined) {
      group.classList.add(`review-${verdict}`);
      group.appendChild(reviewSign(group, verdict));
    }
    nameBox(group, number);
  });
}

/** @param {number} number which box */
function reviewSignInWords(number) {
  const found = Object.keys(REVIEW_SIGNS).find((verdict) => boxElements[number].classList.contains(`review-${verdict}`));
  return found ? `. Review: ${REVIEW_SIGNS[found][1]}` : "";
}

/**
 * A square at the left edge of a box: the round signs at its right are those of a case.
 * @param {SVGGElement} group
 * @param {string} verdict
 */
function reviewSign(group, verdict) {
  const frame = frameOf(group);
  const middle = [frame.x, frame.y + Math.min(9, frame.height / 2)];
  const made = document.createElementNS(SVG, "g");
  made.setAttribute("class", "review-sign");
  made.setAttribute("aria-hidden", "true");
  const square = document.createElementNS(SVG, "rect");
  for (const [name, value] of /** @type {[string, number][]} */ ([["x", middle[0] - 7], ["y", middle[1] - 7], ["width", 12.5], ["height", 14], ["rx", 2]])) {
    square.setAttribute(name, String(value));
  }
  const sign = document.createElementNS(SVG, "text");
  sign.setAttribute("x", String(middle[0] - 0.75));
  sign.setAttribute("y", String(middle[1]));
  sign.setAttribute("text-anchor", "middle");
  sign.setAttribute("dominant-baseline", "central");
  sign.textContent = REVIEW_SIGNS[verdict][0];
  made.append(square, sign);
  return made;
}
