/**
 * The tab in which statements are marked: the list of them, and the one that is chosen with its marks.
 */

/** @type {Statement | null} */
let statementNow = guideline.statements[0] ?? null;
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
    put(list, made);
  });
  rove(list, () => statementItems, (item) => chooseStatement(guideline.statements[Number(item.dataset.item)]));
  const filter = element("select", { id: "statement-filter" }, ...FILTERS.map(([value, words]) => element("option", { value }, words)));
  filter.addEventListener("change", showStatements);
  const all = ["any", ...new Set(guideline.statements.map((statement) => statement.kind))];
  const kinds = element(
    "select",
    { id: "kind-filter", "aria-label": "Of kind" },
    ...all.map((kind) => element("option", { value: kind }, kind === "any" ? "any kind" : kind)),
  );
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

/** The open or stale statement after the one that is chosen. */
function nextOpen() {
  const { of } = sorted();
  const all = guideline.statements;
  const from = statementNow ? all.indexOf(statementNow) : -1;
  for (let step = 1; step <= all.length; step += 1) {
    const next = all[(from + step + all.length) % all.length];
    if (ofKind(next) && ["open", "stale"].includes(verdictOf(of.get(next.key)))) {
      chooseStatement(next);
      return;
    }
  }
  announce("Nothing is open here: each of these statements has a mark.");
}

/** Whether a statement is of the kind that is shown. @param {Statement} statement */
function ofKind(statement) {
  const wanted = /** @type {HTMLSelectElement} */ (byId("kind-filter")).value;
  return wanted === "any" || statement.kind === wanted;
}

function markForm() {
  const who = storedReviewer();
  const today = new Date();
  const day = new Date(today.getTime() - today.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const comment = element("textarea", { id: "mark-comment", rows: 1, maxlength: 100000 });
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

/** @param {Opinion} opinion */
function markNow(opinion) {
  const by = { comment: valueOf("mark-comment"), reviewer: valueOf("mark-reviewer"), role: valueOf("mark-role"), date: valueOf("mark-date") };
  const wrong = !statementNow
    ? "Choose a statement first."
    : !by.reviewer
      ? "Say who marks: fill in the reviewer."
      : !isDay(by.date)
        ? "Say when: fill in the date."
        : opinion !== "agreed" && !by.comment
          ? `Say why in the comment: a ${opinion === "question" ? "question" : "disagreement"} without words cannot be answered.`
          : "";
  byId("mark-wrong").textContent = wrong;
  if (wrong || !statementNow) {
    byId(!by.reviewer ? "mark-reviewer" : wrong.includes("date") ? "mark-date" : "mark-comment").focus();
    return;
  }
  storeReviewer(by);
  markStatement(statementNow, opinion, by);
  /** @type {HTMLTextAreaElement} */ (byId("mark-comment")).value = "";
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
  const shown = statementItems.filter((item) => !item.classList.contains("left-away"));
  const stop = shown.find((item) => item.getAttribute("aria-pressed") === "true") ?? shown[0];
  statementItems.forEach((item) => item.setAttribute("tabindex", item === stop ? "0" : "-1"));
  segments.forEach((segment, number) => {
    const mark = segmentElements[number]?.querySelector(".mark");
    if (mark) mark.className = `mark ${verdictOfNode.get(segment.node) ?? ""}`;
    verdictOfNode.delete(segment.node); // a statement has its sign once, at its first line
  });
  showLeftOver(leftOver);
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

function showStatement() {
  const statement = statementNow;
  if (!statement) return;
  fill(
    byId("statement-now"),
    element("h3", {}, statement.called),
    element("p", { class: "explains" }, `${statement.kind}, line ${statement.line}`),
    element("p", { class: "says" }, statement.says),
    spelledOut(statement),
    readings(statement),
  );
  const standings = sorted().of.get(statement.key) ?? [];
  fill(
    byId("statement-marks"),
    standings.length > 0 && element("h4", {}, "Marks"),
    standings.length > 0 && element("ul", { class: "marks" }, ...standings.map((one) => markItem(one.mark, one.stale))),
  );
}

/** What a statement only names, and rests on: the doses of a regimen, the meaning of its conditions. @param {Statement} statement */
function spelledOut(statement) {
  const items = statement.spelled_out.map((place) => {
    const other = guideline.statements[place];
    return element("li", {}, button(other.called, () => chooseStatement(other), { class: "as-text" }), element("p", { class: "says" }, other.says));
  });
  return items.length > 0 && element("div", {}, element("h4", {}, "Rests on"), element("ul", { class: "rests" }, ...items));
}

/** How the source was read for a statement, with the reasons. @param {Statement} statement */
function readings(statement) {
  const found = guideline.assumptions.filter((one) => statement.assumptions.includes(one.name));
  const items = found.map((one) =>
    element("li", {}, one.text, one.because && element("span", { class: "explains" }, ` Because: ${one.because}`)),
  );
  return found.length > 0 && element("div", {}, element("h4", {}, "How the source is read here"), element("ul", { class: "readings" }, ...items));
}

/**
 * @param {Mark} mark
 * @param {boolean} stale
 * @param {string} [title]
 */
function markItem(mark, stale, title = "") {
  const [sign, words] = OPINIONS[mark.verdict];
  const by = [mark.reviewer, mark.role, mark.date].filter((part) => part).join(", ");
  return element(
    "li",
    { class: stale ? "mark-item stale" : `mark-item ${mark.verdict}` },
    title && element("div", {}, element("b", {}, title)),
    element("span", { class: "opinion-shown" }, `${sign} ${words}`),
    stale && element("span", { class: "stale-shown" }, " stale: the statement means something else since it was marked"),
    element("span", { class: "by" }, ` ${by}`),
    mark.comment && element("div", { class: "comment-shown" }, mark.comment),
    (stale || title) && element("details", {}, element("summary", {}, "What was marked"), element("p", { class: "says" }, mark.says)),
    button("Delete", () => deleteMark(mark), { class: "small", "aria-label": `Delete the mark of ${mark.reviewer}` }),
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

/** All marks, for print. */
function marksPrinted() {
  const made = element("div", { id: "marks-printed" });
  const show = () => {
    const { of, leftOver } = sorted();
    const rows = guideline.statements.flatMap((statement) =>
      (of.get(statement.key) ?? []).map(({ mark, stale }) => [
        statement.called,
        `${OPINIONS[mark.verdict][1]}${stale ? " (stale)" : ""}`,
        mark.comment,
        [mark.reviewer, mark.role, mark.date].filter((part) => part).join(", "),
      ]),
    );
    rows.push(...leftOver.map((mark) => [mark.title || mark.key, `${OPINIONS[mark.verdict][1]} (statement gone)`, mark.comment, mark.reviewer]));
    fill(
      made,
      element("h2", {}, "Marks and signature"),
      element("p", {}, progressInWords()),
      rows.length > 0 && table([["Statement", 36], ["Mark", 12], ["Comment", 30], ["By", 22]], rows, "Marks"),
      element("p", { class: "signature" }, "Name, signature, date:"),
    );
  };
  listen("marks", show);
  show();
  return made;
}
