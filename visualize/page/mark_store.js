/**
 * Keeping the marks in this browser, where it allows that, under the name of the guideline.
 */

const STORED_AS = `guideline-review:${guideline.head.name}`;
const REVIEWER_STORED_AS = "guideline-review-reviewer";

/** Why nothing can be kept, "" where it can. */
let notKept = "";

function keepMarks() {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify({ marks: reviewFile(), unsaved }));
    notKept = "";
  } catch (problem) {
    notKept = problem instanceof Error ? problem.name : String(problem);
  }
  showKeeping();
}

/** What is kept and cannot be read is kept on under another name: the next mark would overwrite it. @param {string} kept */
function putAside(kept) {
  try {
    localStorage.setItem(`${STORED_AS}:unread`, kept);
    notKept = `what it kept before cannot be read and is put aside: ${notKept}`;
  } catch (problem) {
    notKept = `what it kept before cannot be read: ${notKept}; ${problem instanceof Error ? problem.name : String(problem)}`;
  }
}

/** Another window may show the same guideline: what is marked there is marked here. */
function followOtherWindows() {
  addEventListener("storage", (event) => {
    if (event.key !== STORED_AS) return;
    before.length = 0; // what was done here before is not what another window would undo
    takeUpMarks();
    tell("marks");
  });
}

/** Take up the marks that this browser kept. */
function takeUpMarks() {
  /** @type {string | null} */
  let kept = null;
  try {
    kept = localStorage.getItem(STORED_AS);
    if (kept !== null) {
      const found = JSON.parse(kept);
      marks = readReview(found.marks).marks;
      unsaved = found.unsaved === true && marks.length > 0;
    }
  } catch (problem) {
    notKept = problem instanceof Error ? problem.message : String(problem);
    if (kept !== null) putAside(kept);
  }
  showKeeping();
}

function showKeeping() {
  byId("keeping").textContent = notKept
    ? `This browser keeps no marks (${notKept}): save them to a file.`
    : unsaved
      ? "not yet saved to a file"
      : "";
}

/** @returns {{reviewer: string, role: string}} */
function storedReviewer() {
  try {
    const found = JSON.parse(localStorage.getItem(REVIEWER_STORED_AS) ?? "{}");
    return { reviewer: String(found.reviewer ?? ""), role: String(found.role ?? "") };
  } catch {
    return { reviewer: "", role: "" }; // a browser that keeps nothing has said so where the marks are kept
  }
}

/** @param {{reviewer: string, role: string}} who */
function storeReviewer({ reviewer, role }) {
  try {
    localStorage.setItem(REVIEWER_STORED_AS, JSON.stringify({ reviewer, role }));
  } catch (problem) {
    notKept = problem instanceof Error ? problem.name : String(problem);
    showKeeping();
  }
}
