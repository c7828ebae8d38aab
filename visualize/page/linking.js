/**
 * What is chosen, and its partners in the other panes.
 */

/** @typedef {"pathway" | "text" | "narrative" | "list"} Pane */
/** @typedef {{pane: Pane, place: number, nodes: number[], boxes: Set<number>, segments: Set<number>,
 *    passages: Set<number>, references: Set<number>}} Choice */

/** @type {Choice | null} */
let choice = null;

/**
 * The partners of some nodes.
 * @param {Pane} pane
 * @param {number} place which box, segment, passage or reference was chosen; -1 for none of these
 * @param {number[]} nodes
 * @returns {Choice}
 */
function partnersOf(pane, place, nodes) {
  /** @type {Choice} */
  const found = { pane, place, nodes, boxes: new Set(), segments: new Set(), passages: new Set(), references: new Set() };
  for (const node of nodes) {
    const links = guideline.nodes[node].links;
    links.boxes.forEach((box) => found.boxes.add(box));
    links.segments.forEach((segment) => found.segments.add(segment));
    links.passages.forEach((passage) => found.passages.add(passage));
    links.references.forEach((reference) => found.references.add(reference));
  }
  return found;
}

/** @param {number} box */
function chooseBox(box) {
  choose(partnersOf("pathway", box, guideline.boxes[box].nodes));
}

/** @param {number} segment */
function chooseSegment(segment) {
  const node = segments[segment].node;
  if (node >= 0) choose(partnersOf("text", segment, [node]));
}

/** @param {number} passage */
function choosePassage(passage) {
  const found = partnersOf("narrative", passage, guideline.passages[passage].cited_by);
  found.passages = new Set([passage]);
  choose(found);
}

/** @param {number} reference */
function chooseReference(reference) {
  const found = partnersOf("narrative", -1, guideline.references[reference].cited_by);
  found.references = new Set([reference]);
  choose(found);
}

/** @param {number[]} nodes */
function chooseNodes(nodes) {
  choose(partnersOf("list", -1, nodes));
}

/** @param {Choice} made */
function choose(made) {
  choice = made;
  tell("chosen", made);
  const statement = made.nodes.map(statementAt).find((found) => found !== undefined);
  if (statement) tell("statement", statement);
  announce(partnersInWords(made));
}

function chooseNothing() {
  choice = null;
  tell("chosen", null);
  announce("Nothing is chosen.");
}

/**
 * How many partners there are in the other panes.
 * @param {Choice} made
 */
function partnersInWords(made) {
  const parts = [];
  const passages = runs(made.segments);
  if (made.pane !== "pathway" && made.boxes.size) parts.push(counted(made.boxes.size, "box", "boxes"));
  if (made.pane !== "text" && passages) parts.push(counted(passages, "passage of the text", "passages of the text"));
  if (made.pane !== "narrative") {
    if (made.passages.size) parts.push(counted(made.passages.size, "sentence"));
    if (made.references.size) parts.push(counted(made.references.size, "reference"));
  }
  const all =
    (made.pane === "pathway" ? 0 : made.boxes.size) +
    (made.pane === "text" ? 0 : passages) +
    (made.pane === "narrative" ? 0 : made.passages.size + made.references.size);
  return parts.length ? `${counted(all, "partner")}: ${parts.join(", ")}` : "No partners: nothing cites this.";
}

/**
 * How many stretches without a gap some places come to: the lines of one statement are one passage.
 * @param {Set<number>} places
 */
function runs(places) {
  return [...places].filter((place) => !places.has(place - 1)).length;
}
