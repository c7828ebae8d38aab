/**
 * Marks in a file, and from one. A file that is none says what is wrong with it, and nothing is lost.
 */

const REVIEW_FORMAT = "guideline-review/1";
const MOST_BYTES = 16 * 1024 * 1024;

/** The marks as `guideline signoff` reads them. */
function reviewFile() {
  const { name, version, hash } = guideline.head;
  return { format: REVIEW_FORMAT, guideline: name, version, content: hash, marks };
}

/** What is wrong with a file of marks. */
class NoReview extends Error {}

/** The fields of a mark, with the most characters each may have; those of `false` must not be empty. */
const MARK_FIELDS = /** @type {const} */ ({
  key: [Infinity, true],
  own: [64, true],
  meaning: [64, true],
  title: [Infinity, false],
  says: [Infinity, false],
  verdict: [20, true],
  comment: [100000, false],
  reviewer: [500, true],
  role: [500, false],
  date: [10, true],
});

/**
 * The marks of a file.
 * @param {unknown} found what JSON says
 * @returns {{marks: Mark[], of: string}}
 */
function readReview(found) {
  const file = record(found, "the file");
  if (file.format !== REVIEW_FORMAT) throw new NoReview(`its format is ${quoted(file.format)}, and must be "${REVIEW_FORMAT}"`);
  if (!Array.isArray(file.marks)) throw new NoReview("`marks` must be a list");
  return { marks: file.marks.map(readMark), of: textIn(file, "guideline", "the file") };
}

/**
 * @param {unknown} found
 * @param {number} at
 * @returns {Mark}
 */
function readMark(found, at) {
  const place = `mark ${at + 1}`;
  const mark = { title: "", comment: "", role: "", ...record(found, place) };
  for (const name of Object.keys(mark)) {
    if (!Object.hasOwn(MARK_FIELDS, name)) throw new NoReview(`${place}: ${quoted(name)} is no field of a mark`);
  }
  /** @type {Record<string, string>} */
  const made = {};
  for (const [name, [most, needed]] of Object.entries(MARK_FIELDS)) {
    const text = textIn(mark, name, place);
    if (needed && !text.trim()) throw new NoReview(`${place}: \`${name}\` is empty`);
    if (text.length > most) throw new NoReview(`${place}: \`${name}\` has ${text.length} characters, and at most ${most} are read`);
    made[name] = text;
  }
  for (const name of ["own", "meaning"]) {
    if (!/^[0-9a-f]{64}$/.test(made[name])) throw new NoReview(`${place}: \`${name}\` is ${quoted(made[name])}, and must be a hash of 64 digits`);
  }
  if (!Object.hasOwn(OPINIONS, made.verdict)) throw new NoReview(`${place}: \`verdict\` is ${quoted(made.verdict)}, and must be one of ${Object.keys(OPINIONS).join(", ")}`);
  if (!isDay(made.date)) throw new NoReview(`${place}: \`date\` is ${quoted(made.date)}, and must be a day as 2026-01-31`);
  return /** @type {Mark} */ (/** @type {unknown} */ (made));
}

/** @param {string} text */
function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * @param {unknown} found
 * @param {string} place
 * @returns {Record<string, unknown>}
 */
function record(found, place) {
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw new NoReview(`${place} must be an object, and is ${quoted(found)}`);
  return /** @type {Record<string, unknown>} */ (found);
}

/**
 * @param {Record<string, unknown>} of
 * @param {string} name
 * @param {string} place
 */
function textIn(of, name, place) {
  const found = Object.hasOwn(of, name) ? of[name] : undefined;
  if (typeof found !== "string") throw new NoReview(`${place}: \`${name}\` must be text, and is ${quoted(found)}`);
  return found;
}

/** @param {unknown} value */
function quoted(value) {
  const written = JSON.stringify(value) ?? "absent";
  return written.length > 60 ? `${written.slice(0, 60)}...` : written;
}

function bindFiles() {
  const chosen = /** @type {HTMLInputElement} */ (byId("file"));
  byId("save").addEventListener("click", saveMarks);
  byId("load").addEventListener("click", () => chosen.click());
  byId("close-told").addEventListener("click", () => /** @type {HTMLDialogElement} */ (byId("told")).close());
  chosen.addEventListener("change", async () => {
    const file = chosen.files?.[0];
    chosen.value = "";
    if (file) await loadMarks(file);
  });
}

function saveMarks() {
  const written = `${JSON.stringify(reviewFile(), null, 2)}\n`;
  const address = URL.createObjectURL(new Blob([written], { type: "application/json" }));
  const link = element("a", { href: address, download: `${guideline.head.name}.review.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  unsaved = false;
  keepMarks();
  announce(`${counted(marks.length, "mark")} saved to ${guideline.head.name}.review.json.`);
}

/** @param {File} file */
async function loadMarks(file) {
  try {
    if (file.size > MOST_BYTES) throw new NoReview(`it has more than ${MOST_BYTES} bytes`);
    const { marks: found, of } = readReview(parsed(await file.text()));
    if (of !== guideline.head.name) throw new NoReview(`it is a review of ${quoted(of)}, and this page shows ${quoted(guideline.head.name)}`);
    takeIn(found, file.name);
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    toldOf("The marks could not be loaded", [`${file.name}: ${why}.`, "Nothing was changed."]);
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw new NoReview(`it is no JSON (${problem instanceof Error ? problem.message : problem})`);
  }
}

/** Whether a mark is a reviewer's last word after another: the later day, and of one day the stricter verdict.
 * @param {Mark} mark
 * @param {Mark} other
 */
function isLastWord(mark, other) {
  if (mark.date !== other.date) return mark.date > other.date;
  return STRICTEST.indexOf(mark.verdict) <= STRICTEST.indexOf(other.verdict);
}

/**
 * Take in the marks of a file: they come to those that are here; of a reviewer's two marks on a statement the last word
 * is kept. The statement is the one that a mark falls on now, whatever it was called when it was marked.
 * @param {Mark[]} found
 * @param {string} name
 */
function takeIn(found, name) {
  /** @type {Map<string, Mark>} */
  const kept = new Map();
  const all = [...marks, ...found];
  const standings = standingsOf(all);
  all.forEach((mark, at) => {
    const standing = standings[at];
    const of = standing ? [standing.statement.key, standing.stale] : [mark.key, mark.meaning];
    const place = JSON.stringify([of, mark.reviewer]);
    const other = kept.get(place);
    if (!other || isLastWord(mark, other)) kept.set(place, mark);
  });
  const heldByFiles = !unsaved || [...kept.values()].every((mark) => found.includes(mark));
  changeMarks([...kept.values()]);
  if (heldByFiles) {
    unsaved = false; // each of them stands in a file
    keepMarks();
  }
  const { leftOver } = sorted();
  toldOf("The marks are loaded", [
    `${counted(found.length, "mark")} from ${name}. ${progressInWords()}.`,
    leftOver.length ? `${counted(leftOver.length, "mark")} of statements that are gone: they stand below the list.` : "",
  ]);
}

/**
 * @param {string} title
 * @param {string[]} lines
 */
function toldOf(title, lines) {
  byId("told-title").textContent = title;
  fill(byId("told-body"), ...lines.filter((line) => line).map((line) => element("p", {}, line)));
  /** @type {HTMLDialogElement} */ (byId("told")).showModal();
}
