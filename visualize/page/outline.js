/**
 * The pathway as a list of words: it says the same as the picture.
 */

const LEADS = { condition: "then", exception: "not decided here:", forbids: "forbids:", cautions: "caution:", means: "means" };

/** A box of the outline is a button that chooses what it shows. @param {OutlineBox} box */
function outlineBox(box) {
  const said = [box.heading, ...box.paragraphs, ...box.support].filter((paragraph) => paragraph);
  const words = said.map((paragraph, at) => element("span", { class: box.heading && !at ? "heading" : "part" }, paragraph));
  const spaced = words.flatMap((each, at) => (at ? [" ", each] : [each]));
  if (!box.nodes.length) return element("span", {}, ...spaced);
  const made = element("button", { type: "button", class: "as-text" }, ...spaced);
  made.addEventListener("click", () => chooseNodes(box.nodes));
  return made;
}

/** @param {OutlineCard} card */
function outlineCard(card) {
  const rows = card.rows.map((row) =>
    element(
      "li",
      {},
      row.condition && outlineBox(row.condition),
      row.condition && !row.result.heading && element("span", { class: "lead" }, ` ${LEADS[/** @type {keyof typeof LEADS} */ (row.leads)] ?? row.leads} `),
      outlineBox(row.result),
    ),
  );
  return element(
    "li",
    {},
    element("div", { class: "card-head" }, outlineBox(card.head)),
    card.in_turn && rows.length > 1 && !card.head.heading && element("div", { class: "explains" }, "Asked in turn: the first that holds decides."),
    rows.length > 0 && element("ul", { class: "rows" }, ...rows),
  );
}

function outlineList() {
  return element(
    "div",
    { class: "outline" },
    element("p", { class: "explains" }, "The same as the picture, in words."),
    ...guideline.outline.map((section) =>
      element(
        "section",
        {},
        element("h3", {}, section.title),
        element("ul", { class: "cards" }, ...section.cards.map(outlineCard)),
      ),
    ),
  );
}
