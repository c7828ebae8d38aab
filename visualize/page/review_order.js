/**
 * The order in which statements are reviewed: what is done to a patient first, what only declares last.
 */

/** @type {[string, string[]][]} */
const REVIEW_GROUPS = [
  ["treatment", ["scope", "decision", "exception", "branch", "option", "line", "regimen", "taper", "gate", "limit", "promise"]],
  ["definitions", ["definition", "row", "item"]],
  ["readings of the source", ["assumption"]],
  ["declarations", ["head", "use", "fact", "medicine", "procedure", "value set", "reference", "not encoded"]],
];

/** @param {Statement} statement */
function reviewGroup(statement) {
  const found = REVIEW_GROUPS.findIndex(([, kinds]) => kinds.includes(statement.kind));
  return found < 0 ? REVIEW_GROUPS.length : found;
}

/** The statements in the order of review; within a group as in the file. */
const inReviewOrder = [...guideline.statements].sort((one, other) => reviewGroup(one) - reviewGroup(other));

/** The kinds that may be shown alone: groups, then single kinds. @returns {HTMLElement[]} */
function kindOptions() {
  const present = new Set(guideline.statements.map((statement) => statement.kind));
  const groups = REVIEW_GROUPS.filter(([, kinds]) => kinds.some((kind) => present.has(/** @type {any} */ (kind))));
  return [
    element("option", { value: "any" }, "any kind"),
    ...groups.map(([name, kinds]) => {
      const count = guideline.statements.filter((statement) => kinds.includes(statement.kind)).length;
      return element("option", { value: `group ${name}` }, `${name} (${count})`);
    }),
    ...[...present].map((kind) => element("option", { value: kind }, kind)),
  ];
}

/** Whether a statement is of the kind that is shown. @param {Statement} statement */
function ofKind(statement) {
  const wanted = /** @type {HTMLSelectElement} */ (byId("kind-filter")).value;
  const group = REVIEW_GROUPS.find(([name]) => wanted === `group ${name}`);
  return wanted === "any" || (group ? group[1].includes(statement.kind) : statement.kind === wanted);
}

/** The open or stale statement after one, in the order of review. @param {Statement | null} from */
function openAfter(from) {
  const { of } = sorted();
  const all = inReviewOrder;
  const at = from ? all.indexOf(from) : -1;
  for (let step = 1; step <= all.length; step += 1) {
    const next = all[(at + step + all.length) % all.length];
    if (ofKind(next) && ["open", "stale"].includes(verdictOf(of.get(next.key)))) return next;
  }
  return null;
}

/** Go to the next statement without a mark that holds. */
function nextOpen() {
  const next = openAfter(statementNow);
  if (next) chooseStatement(next);
  else announce("Nothing is open here: each of these statements has a mark.");
}
