/**
 * Marks: what a reviewer thinks of a statement, bound to what the statement means.
 *
 * A mark belongs to the statement that means what was marked, wherever that stands now. Failing that, to one that says the
 * same and rests on something else by now, or to the one of its name, and is stale there. A mark of neither is left over.
 * The rules are those of engine/review_marks.py, by which `guideline signoff` counts.
 */

/** @typedef {"agreed" | "disagreed" | "question"} Opinion */
/** @typedef {{key: string, own: string, meaning: string, title: string, says: string, verdict: Opinion,
 *    comment: string, reviewer: string, role: string, date: string}} Mark */
/** @typedef {{mark: Mark, stale: boolean}} Standing */

/** The verdicts, the one that weighs most first, as `guideline signoff` counts them. @type {Opinion[]} */
const STRICTEST = ["disagreed", "question", "agreed"];

/** @type {Record<Opinion, [string, string]>} */
const OPINIONS = { agreed: ["✓", "Agreed"], disagreed: ["✗", "Disagreed"], question: ["?", "Question"] };

/** @type {Mark[]} */
let marks = [];
/** What `marks` was before each change. @type {Mark[][]} */
const before = [];
/** Whether something is marked that no file holds. */
let unsaved = false;

/** @type {Map<string, Statement>} */
const statementOfKey = new Map(guideline.statements.map((statement) => [statement.key, statement]));
/** @type {Map<string, Statement[]>} */
const statementsOfMeaning = new Map();
/** @type {Map<string, Statement[]>} */
const statementsOfOwn = new Map();
for (const statement of guideline.statements) {
  statementsOfMeaning.set(statement.meaning, [...(statementsOfMeaning.get(statement.meaning) ?? []), statement]);
  statementsOfOwn.set(statement.own, [...(statementsOfOwn.get(statement.own) ?? []), statement]);
}

/**
 * The statement that says what was marked, whatever its name is now.
 * @param {Mark} mark
 * @returns {Statement | undefined}
 */
function sameWords(mark) {
  const same = statementsOfMeaning.get(mark.meaning) ?? statementsOfOwn.get(mark.own) ?? [];
  return same.find((statement) => statement.key === mark.key) ?? same[0];
}

/**
 * The statement that each mark is about, and whether it means something else by now; null: it is there no more.
 * @param {Mark[]} of
 * @returns {({statement: Statement, stale: boolean} | null)[]}
 */
function standingsOf(of) {
  const same = of.map(sameWords);
  // A name that has passed on to another statement is not a name of the old one any more.
  const passedOn = new Set(same.filter((statement, at) => statement && statement.key !== of[at].key));
  return of.map((mark, at) => {
    const statement = same[at];
    if (statement) return { statement, stale: statement.meaning !== mark.meaning };
    const named = statementOfKey.get(mark.key);
    return named && !passedOn.has(named) ? { statement: named, stale: true } : null;
  });
}

/**
 * The marks of each statement, by its key, and those of none.
 * @returns {{of: Map<string, Standing[]>, leftOver: Mark[]}}
 */
function sorted() {
  /** @type {Map<string, Standing[]>} */
  const of = new Map();
  /** @type {Mark[]} */
  const leftOver = [];
  standingsOf(marks).forEach((standing, at) => {
    const mark = marks[at];
    if (!standing) leftOver.push(mark);
    else of.set(standing.statement.key, [...(of.get(standing.statement.key) ?? []), { mark, stale: standing.stale }]);
  });
  return { of, leftOver };
}

/**
 * One word for a statement with these marks: whoever disagrees or asks weighs more than who agrees.
 * @param {Standing[] | undefined} standings
 * @returns {"open" | "stale" | Opinion}
 */
function verdictOf(standings) {
  const fresh = (standings ?? []).filter((one) => !one.stale).map((one) => one.mark.verdict);
  if (!fresh.length) return standings?.length ? "stale" : "open";
  return STRICTEST.find((opinion) => fresh.includes(opinion)) ?? "agreed";
}

/** @param {Mark[]} made */
function changeMarks(made) {
  before.push(marks);
  marks = made;
  unsaved = true;
  keepMarks();
  tell("marks");
}

function undoMarks() {
  const last = before.pop();
  if (!last) return;
  const undone = marks;
  marks = last;
  unsaved = true;
  keepMarks();
  tell("marks");
  const changed = undone.find((mark) => !last.includes(mark)) ?? last.find((mark) => !undone.includes(mark));
  const statement = changed && standingsOf([changed])[0]?.statement;
  if (statement) chooseStatement(statement);
  announce("The last change of the marks is undone.");
}

/**
 * Mark a statement; the same reviewer's mark on it before is replaced.
 * @param {Statement} statement
 * @param {Opinion} opinion
 * @param {{comment: string, reviewer: string, role: string, date: string}} by
 */
function markStatement(statement, opinion, by) {
  const standings = standingsOf(marks);
  const others = marks.filter((mark, at) => mark.reviewer !== by.reviewer || standings[at]?.statement !== statement);
  const { key, own, meaning, title, says } = statement;
  changeMarks([...others, { key, own, meaning, title, says, verdict: opinion, ...by }]);
}

/** @param {Mark} mark */
function deleteMark(mark) {
  changeMarks(marks.filter((each) => each !== mark));
  announce("The mark is deleted. Undo brings it back.");
}

/** How many statements are agreed, open and stale. */
function progress() {
  const { of } = sorted();
  const counts = { agreed: 0, disagreed: 0, question: 0, stale: 0, open: 0 };
  for (const statement of guideline.statements) counts[verdictOf(of.get(statement.key))] += 1;
  return counts;
}

function progressInWords() {
  const counts = progress();
  const parts = [`${counts.agreed} of ${guideline.statements.length} agreed`, `${counts.open} open`];
  if (counts.disagreed) parts.push(`${counts.disagreed} disagreed`);
  if (counts.question) parts.push(counted(counts.question, "question"));
  if (counts.stale) parts.push(`${counts.stale} stale`);
  return parts.join(", ");
}
