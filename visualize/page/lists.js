/**
 * The lists: what is not cited, assumptions, findings, medicines, facts.
 */

/** A button that chooses a node, called as lists call it. @param {number} node @param {string} [words] */
function nodeButton(node, words = calledAt(node)) {
  const made = button("", () => chooseNodes([node]), { class: "as-text" });
  put(made, ...breakable(words));
  return made;
}

/**
 * A name may be broken after its underscores.
 * @param {string} words
 * @returns {Child[]}
 */
function breakable(words) {
  return words.split(/(?<=_)/).flatMap((part) => [part, element("wbr")]).slice(0, -1);
}

/** Nodes as buttons; on paper as one line of words. @param {number[]} nodes */
function nodeButtons(nodes) {
  /** @type {Map<string, number>} */
  const byName = new Map();
  for (const node of nodes) if (!byName.has(calledAt(node))) byName.set(calledAt(node), node);
  const items = [...byName].map(([words, node]) => element("li", {}, nodeButton(node, words)));
  if (!items.length) return null;
  return element("div", {}, element("ul", { class: "inline" }, ...items), element("span", { class: "on-paper" }, [...byName.keys()].join("; ")));
}

/**
 * @param {[string, number][]} heads each with the part of the width that its column takes, in percent
 * @param {(Child | Child[])[][]} rows
 * @param {string} caption
 */
function table(heads, rows, caption) {
  return element(
    "div",
    { class: "table" },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element("colgroup", {}, ...heads.map(([, width]) => element("col", { width: `${width}%` }))),
      element("thead", {}, element("tr", {}, ...heads.map(([head]) => element("th", { scope: "col" }, head)))),
      element(
        "tbody",
        {},
        ...rows.map((cells) =>
          element("tr", {}, ...cells.map((cell, at) => element(at ? "td" : "th", at ? {} : { scope: "row" }, ...[cell].flat()))),
        ),
      ),
    ),
  );
}

/** @param {string[]} lines */
function stacked(lines) {
  return element("div", { class: "stacked" }, ...lines.filter((line) => line).map((line) => element("div", {}, line)));
}

function uncitedStatements() {
  return inReviewOrder.filter((statement) => !statement.cited && !UNCITED_BY_NATURE.has(statement.kind));
}

/** What declares or organises needs no citation. */
const UNCITED_BY_NATURE = new Set(["head", "use", "reference", "fact", "medicine", "procedure", "value set", "assumption", "not encoded"]);

function uncitedList() {
  const found = uncitedStatements();
  if (!found.length) return element("p", { class: "empty" }, "Every statement is cited, or stands under one that is.");
  const resting = found.filter((statement) => statement.assumptions.length);
  const bare = found.filter((statement) => !statement.assumptions.length);
  /** @param {Statement[]} some */
  const rows = (some) =>
    some.map((statement) => [
      button(statement.called, () => chooseNodes(statement.nodes), { class: "as-text" }),
      statement.kind,
      statement.assumptions.join(", "),
      String(statement.line),
    ]);
  /** @type {[string, number][]} */
  const heads = [["Statement", 46], ["Kind", 12], ["Assumptions", 34], ["Line", 8]];
  return element(
    "div",
    {},
    bare.length > 0 && table(heads, rows(bare), `${counted(bare.length, "statement")} without a citation and without an assumption`),
    resting.length > 0 && table(heads, rows(resting), `${counted(resting.length, "statement")} without a citation that rest on an assumption`),
  );
}

/** @returns {[Passage, number][]} */
function uncitedSentences() {
  return guideline.passages
    .map((passage, number) => /** @type {[Passage, number]} */ ([passage, number]))
    .filter(([passage]) => passage.kind === "sentence" && !passage.left_out && !passage.cited_by.length);
}

function sentencesList() {
  const bare = uncitedSentences();
  const left = guideline.passages
    .map((passage, number) => /** @type {[Passage, number]} */ ([passage, number]))
    .filter(([passage]) => passage.left_out);
  /** @param {[Passage, number]} one @returns {Child[]} */
  const row = ([passage, number]) => [
    button(passage.text, () => choosePassageFromList(number), { class: "as-text" }),
    passage.statements.join(" "),
    passage.left_out,
    String(passage.line),
  ];
  /** @type {[string, number][]} */
  const heads = [["Sentence", 48], ["Ids", 12], ["Reason", 32], ["Line", 8]];
  return element(
    "div",
    {},
    bare.length > 0
      ? table(heads, bare.map(row), `${counted(bare.length, "sentence")} of the narrative that nothing cites`)
      : element("p", { class: "empty" }, "Every sentence of the narrative is cited or listed as not encoded."),
    left.length > 0 && table(heads, left.map(row), `${counted(left.length, "sentence")} listed as not encoded, with the reason`),
  );
}

/** @param {number} number */
function choosePassageFromList(number) {
  choosePassage(number);
  const made = passageElements[number];
  if (made) bringIntoView(made, byId("narrative-body"));
}

function assumptionsList() {
  if (!guideline.assumptions.length) return element("p", { class: "empty" }, "The guideline states no assumption.");
  const rows = guideline.assumptions.map((one) => [
    nodeButton(one.node, one.name),
    one.text,
    stacked([one.because && `Because: ${one.because}`, one.instead && `Instead: ${one.instead}`]),
    nodeButtons(one.used_by),
  ]);
  return table([["Assumption", 16], ["How the source is read", 26], ["Reason", 26], ["Used by", 32]], rows, "How the source was read where it is open");
}

function findingsList() {
  if (!guideline.findings.length) return element("p", { class: "empty" }, "`check` finds nothing.");
  const rows = guideline.findings.map((one) => [
    one.severity,
    element("div", {}, element("div", {}, one.message), one.help && element("div", { class: "help" }, one.help)),
    one.code,
    `${one.file}:${one.line}`,
  ]);
  return table([["Severity", 10], ["Finding", 50], ["Code", 18], ["Place", 22]], rows, "What `check` finds");
}

function medicinesList() {
  if (!guideline.medicines.length) return element("p", { class: "empty" }, "The guideline gives no medicine.");
  const rows = guideline.medicines.map((one) => [
    nodeButton(one.node, one.title || one.name),
    breakable(one.classes.join(", ")),
    stacked([one.tablets.length ? `tablets ${one.tablets.join(", ")}` : "", one.only && `only ${one.only}`]),
    element(
      "ul",
      { class: "limits" },
      ...one.limits.map((limit) =>
        element(
          "li",
          {},
          element("span", { class: `limit ${limit.kind}` }, limit.kind),
          " ",
          nodeButton(limit.node, limit.words),
          limit.notes.length > 0 && stacked(limit.notes),
        ),
      ),
    ),
    nodeButtons(one.given_by),
    one.codes.join(", "),
  ]);
  return table([["Medicine", 17], ["Classes", 17], ["Tablets, frequency", 12], ["Limits", 26], ["Given by", 18], ["Codes", 10]], rows, "Medicines and their limits");
}

function factsList() {
  if (!guideline.facts.length) return element("p", { class: "empty" }, "The guideline asks for no fact.");
  const rows = guideline.facts.map((one) => [
    nodeButton(one.node, one.name),
    one.title,
    breakable(one.values),
    stacked([one.within && `within ${one.within}`, one.only_when && `only when ${one.only_when}`, one.default && `if not recorded: ${one.default}`]),
    one.codes.join(", "),
    nodeButtons(one.read_by),
  ]);
  return table([["Fact", 15], ["In words", 20], ["Values", 18], ["Asked", 13], ["Codes", 10], ["Read by", 24]], rows, "The facts of a patient");
}
