/**
 * The tab in which statements are marked: the list of them, and the one that is chosen with its marks.
 */

/** @type {Statement | null} */
let statementNow = inReviewOrder[0] ?? null;
/** @type {HTMLElement[]} */
const statementItems = [];

const FILTERS = [
  ["all", "all"],
  ["open", "open"],
  ["stale", "stale"],
  ["agreed", "agreed"],
  ["disagreed", "disagreed"],
  ["question", "questions"],
];

function reviewTab() {
  const list = element("div", { class: "choices", id: "statement-list" });
  guideline.statements.forEach((statement, number) => {
    const made = element(
      "div",
      { class: "choice", role: "button", tabindex: -1, "aria-pressed": "false", "data-item": number },
      element("span", { class: "verdict" }),
      element("span", {}, `${statement.called} `, element("span", { class: "kind" }, statement.kind)),
    );
    statementItems.push(made);
  });
  const items = inReviewOrder.map((statement) => statementItems[guideline.statements.indexOf(statement)]);
  put(list, ...items);
  rove(list, () => items, (item) => chooseStatement(guideline.statements[Number(item.dataset.item)]));
  const filter = element("select", { id: "statement-filter" }, ...FILTERS.map(([value, words]) => element("option", { value }, words)));
  filter.addEventListener("change", showStatements);
  const kinds = element("select", { id: "kind-filter", "aria-label": "Of kind" }, ...kindOptions());
  kinds.addEventListener("change", showStatements);
  return element(
    "div",
    { class: "two" },
    element(
      "div",
      { class: "left" },
      element(
        "div",
        { class: "row" },
        element("label", { for: "statement-filter" }, "Show"),
        filter,
        kinds,
        button("Next open", nextOpen, { id: "next-open" }),
        button("Undo", undoMarks, { id: "undo" }),
        element("label", {}, element("input", { type: "checkbox", id: "go-on", checked: true }), " after a mark to the next open one"),
      ),
      list,
      element("div", { id: "left-over" }),
    ),
    element(
      "div",
      { class: "statement-shown" },
      element("div", { class: "statement-scroll", id: "statement-scroll", role: "group", "aria-label": "The statement and its marks", tabindex: 0 }, element("div", { id: "statement-now" }), element("div", { id: "statement-marks" })),
      markForm(),
    ),
  );
}

/** @param {Statement} statement */
function chooseStatement(statement) {
  statementNow = statement;
  chooseNodes(statement.nodes);
  if (statementNow !== statement) tell("statement", statement); // a node may be several statements
}

function markForm() {
  const who = storedReviewer();
  const today = new Date();
  const day = new Date(today.getTime() - today.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const comment = element("textarea", { id: "mark-comment", rows: 1, maxlength: 100000 });
  comment.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !opinionMeant) return;
    markNow(opinionMeant);
    event.preventDefault();
  });
  return element(
    "form",
    { id: "mark-form", novalidate: true },
    element(
      "div",
      { class: "row" },
      field("mark-reviewer", "Reviewer", { value: who.reviewer, autocomplete: "name", required: true, maxlength: "500" }),
      field("mark-role", "Role", { value: who.role, autocomplete: "organization-title", maxlength: "500" }),
      field("mark-date", "Date", { type: "date", value: day, required: true }),
    ),
    element("p", { class: "wrong", id: "mark-wrong", role: "alert" }),
    element(
      "div",
      { class: "row mark-buttons" },
      element("label", { for: "mark-comment" }, "Comment"),
      comment,
      ...Object.entries(OPINIONS).map(([opinion, [sign, words]]) =>
        button(`${sign} ${words}`, () => markNow(/** @type {Opinion} */ (opinion)), { class: `opinion ${opinion}`, "data-opinion": opinion }),
      ),
    ),
  );
}

/**
 * @param {string} id
 * @param {string} label
 * @param {Record<string, string | boolean>} attributes
 */
function field(id, label, attributes) {
  return element("span", { class: "field" }, element("label", { for: id }, label), element("input", { id, type: "text", ...attributes }));
}

/** @param {string} id */
function valueOf(id) {
  const text = /** @type {HTMLInputElement} */ (byId(id)).value.trim();
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"); // halves of signs
}

/** The day after today, wherever the clock of this browser stands: a later one is mistyped. */
function tomorrow() {
  return new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10);
}

/** @param {Opinion} opinion */
function markNow(opinion) {
  const by = { comment: valueOf("mark-comment"), reviewer: valueOf("mark-reviewer"), role: valueOf("mark-role"), date: valueOf("mark-date") };
  const wrong = !statementNow
    ? "Choose a statement first."
    : !by.reviewer
      ? "Say who marks: fill in the reviewer."
      : !isDay(by.date)
        ? "Say when: fill in the date."
        : by.date > tomorrow()
          ? "The date lies in the future: fill in the day of the review."
        : opinion !== "agreed" && !by.comment
          ? `Say why in the comment: a ${opinion === "question" ? "question" : "disagreement"} without words cannot be answered.`
          : "";
  byId("mark-wrong").textContent = wrong;
  if (wrong || !statementNow) {
    byId(!by.reviewer ? "mark-reviewer" : wrong.includes("date") ? "mark-date" : "mark-comment").focus();
    return;
  }
  storeReviewer(by);
  const marked = statementNow;
  markStatement(marked, opinion, by);
  /** @type {HTMLTextAreaElement} */ (byId("mark-comment")).value = "";
  opinionMeant = null;
  goOn(marked, `${OPINIONS[opinion][1]}: ${marked.called}. ${progressInWords()}.`);
}

/**
 * After a mark, to the next statement that is open; the marked one is said, since it is no longer shown.
 * @param {Statement} marked
 * @param {string} said
 */
function goOn(marked, said) {
  const next = /** @type {HTMLInputElement} */ (byId("go-on")).checked ? openAfter(marked) : null;
  if (next) chooseStatement(next);
  announce(next ? `${said} Next: ${next.called}` : said);
}

/** What is to be said when the comment is written. @type {Opinion | null} */
let opinionMeant = null;

/** A verdict by its key: at once, or once the comment that it needs is written. @param {Opinion} opinion */
function markByKey(opinion) {
  if (byId("panel-review").classList.contains("shut")) {
    openTab("review");
    announce("The statement to be marked is shown; press the key again to mark it.");
    return;
  }
  opinionMeant = opinion;
  markNow(opinion);
}

/** The list, with the verdict of each; the marks beside the text; the progress. */
function showStatements() {
  const wanted = /** @type {HTMLSelectElement} */ (byId("statement-filter")).value;
  const { of, leftOver } = sorted();
  /** @type {Map<number, string>} */
  const verdictOfNode = new Map();
  statementItems.forEach((item, number) => {
    const statement = guideline.statements[number];
    const verdict = verdictOf(of.get(statement.key));
    const node = statement.nodes[0];
    if (!verdictOfNode.has(node) || verdict !== "agreed") verdictOfNode.set(node, verdict);
    item.className = `choice ${verdict}`;
    item.classList.toggle("left-away", (wanted !== "all" && wanted !== verdict) || !ofKind(statement));
    item.setAttribute("aria-pressed", String(statement === statementNow));
    fill(/** @type {Element} */ (item.querySelector(".verdict")), verdictWords(verdict));
  });
  const shown = inReviewOrder
    .map((statement) => statementItems[guideline.statements.indexOf(statement)])
    .filter((item) => !item.classList.contains("left-away"));
  const stop = shown.find((item) => item.getAttribute("aria-pressed") === "true") ?? shown[0];
  statementItems.forEach((item) => item.setAttribute("tabindex", item === stop ? "0" : "-1"));
  segments.forEach((segment, number) => {
    const mark = segmentElements[number]?.querySelector(".mark");
    if (mark) mark.className = `mark ${verdictOfNode.get(segment.node) ?? ""}`;
    verdictOfNode.delete(segment.node); // a statement has its sign once, at its first line
  });
  showLeftOver(leftOver);
  showReviewSigns();
  byId("progress").textContent = progressInWords();
  const counts = progress();
  const bar = byId("progress-bar");
  bar.setAttribute("value", String(counts.agreed));
  bar.setAttribute("max", String(guideline.statements.length || 1));
  /** @type {HTMLButtonElement} */ (byId("undo")).disabled = before.length === 0;
  showKeeping();
}

/** @param {"open" | "stale" | Opinion} verdict */
function verdictWords(verdict) {
  if (verdict === "open") return "○ open";
  if (verdict === "stale") return "! stale";
  return `${OPINIONS[verdict][0]} ${OPINIONS[verdict][1].toLowerCase()}`;
}

/** @param {Mark[]} leftOver */
function showLeftOver(leftOver) {
  fill(
    byId("left-over"),
    leftOver.length > 0 && element("h3", {}, "Marks of statements that are gone"),
    leftOver.length > 0 && element("ul", { class: "marks" }, ...leftOver.map((mark) => markItem(mark, false, mark.title || mark.key))),
  );
}

function listenForReviewing() {
  listen("statement", (/** @type {Statement} */ statement) => {
    statementNow = statement;
    showStatement();
    showStatements();
    const item = statementItems[guideline.statements.indexOf(statement)];
    if (item) bringIntoView(item, byId("statement-list"));
  });
  listen("marks", () => {
    showStatements();
    showStatement();
  });
}
