/**
 * What the page was told, what is chosen, and who wants to hear of it.
 */

/** @typedef {{segments: number[], passages: number[], references: number[], boxes: number[], read_by: number[]}} Links */
/** @typedef {{id: string, says: string, kind: string, parent: number, line: number, links: Links}} Named */
/** @typedef {{node: number, first: number, lines: string[]}} Segment */
/** @typedef {{used: string, place: string, segments: Segment[]}} Text */
/** @typedef {{kind: "heading"|"about"|"sentence"|"quoted", text: string, statements: string[], level: number,
 *    line: number, source: string, left_out: string, cited_by: number[]}} Passage */
/** @typedef {{number: number, text: string, used: string, cited_by: number[]}} Reference */
/** @typedef {{id: string, nodes: number[], marked: number[]}} BoxShown */
/** @typedef {{heading: string, paragraphs: string[], support: string[], nodes: number[]}} OutlineBox */
/** @typedef {{condition: OutlineBox | null, leads: string, result: OutlineBox}} OutlineRow */
/** @typedef {{title: string, node: number, in_turn: boolean, head: OutlineBox, rows: OutlineRow[]}} OutlineCard */
/** @typedef {{title: string, cards: OutlineCard[]}} OutlineSection */
/** @typedef {{key: string, nodes: number[], kind: string, title: string, called: string, says: string, line: number, used: string,
 *    own: string, meaning: string, cited: "own"|"around"|"below"|"", assumptions: string[], spelled_out: number[]}} Statement */
/** @typedef {{name: string, node: number, text: string, because: string, instead: string, used_by: number[]}} Assumption */
/** @typedef {{severity: string, code: string, message: string, line: number, file: string, help: string}} Finding */
/** @typedef {{title: string, file: string, line: number, passed: boolean, failures: string[], text: number[],
 *    report: number[], marks: number[], charts: number[]}} CaseShown */
/** @typedef {{place: string, paragraphs: string[]}} SourceText */
/** @typedef {{node: number, state: string, lines: number[]}} MarkShown */
/** @typedef {{state: string, sign: string, word: string}} StateShown */
/** @typedef {{kind: string, words: string, notes: string[], node: number}} Limit */
/** @typedef {{name: string, title: string, node: number, classes: string[], tablets: string[], only: string,
 *    codes: string[], limits: Limit[], given_by: number[]}} Medicine */
/** @typedef {{name: string, title: string, node: number, values: string, codes: string[], within: string,
 *    only_when: string, default: string, read_by: number[]}} Fact */
/** @typedef {{name: string, title: string, version: string, effective: string, hash: string, engine: string,
 *    status: string, notice: string, source: string, file: string}} Head */
/** @typedef {{format: string, head: Head, nodes: Named[], texts: Text[], passages: Passage[], references: Reference[],
 *    boxes: BoxShown[], outline: OutlineSection[], statements: Statement[], assumptions: Assumption[],
 *    findings: Finding[], cases: CaseShown[], source: SourceText, marks: MarkShown[], states: StateShown[], strings: string[], medicines: Medicine[],
 *    facts: Fact[]}} Payload */

/** @type {Payload} */
const guideline = JSON.parse(byId("payload").textContent ?? "");

/** The segments of all texts, numbered through. @type {Segment[]} */
const segments = guideline.texts.flatMap((text) => text.segments);

/** The first statement that a node says; rows and entries share the node of their block. @type {Map<number, Statement>} */
const statementOfNode = new Map();
for (const statement of guideline.statements) {
  for (const node of statement.nodes) if (!statementOfNode.has(node)) statementOfNode.set(node, statement);
}

/**
 * The statement that a node belongs to.
 * @param {number} node
 * @returns {Statement | undefined}
 */
function statementAt(node) {
  for (let at = node; at >= 0; at = guideline.nodes[at].parent) {
    const found = statementOfNode.get(at);
    if (found) return found;
  }
  return undefined;
}

/**
 * What a node is called: as its statement, in the words of the list of statements.
 * @param {number} node
 */
function calledAt(node) {
  return statementAt(node)?.called ?? guideline.nodes[node].says;
}

/** @type {Map<string, ((news: any) => void)[]>} */
const listeners = new Map();

/**
 * Hear of something: `chosen` (a Choice), `case` (a CaseShown or null), `marks` (nothing), `statement` (a Statement).
 * @param {"chosen" | "case" | "marks" | "statement"} event
 * @param {(news: any) => void} listener
 */
function listen(event, listener) {
  listeners.set(event, [...(listeners.get(event) ?? []), listener]);
}

/**
 * Tell all who listen.
 * @param {"chosen" | "case" | "marks" | "statement"} event
 * @param {unknown} [news]
 */
function tell(event, news) {
  for (const listener of listeners.get(event) ?? []) listener(news);
}

/**
 * Say something to who reads by ear; it stands in the foot of the page too.
 * @param {string} words
 */
function announce(words) {
  byId("said").textContent = seen(words);
}
