/**
 * The statement that is chosen, as it is signed: what it says, what it was when it was marked, what it rests on, its marks.
 */

function showStatement() {
  const statement = statementNow;
  if (!statement) return;
  const standings = sorted().of.get(statement.key) ?? [];
  const stale = standings.filter((one) => one.stale);
  fill(
    byId("statement-now"),
    element("h3", {}, statement.called),
    element("p", { class: "explains" }, `${statement.kind}, line ${statement.line}`),
    ...(stale.length ? stale.map((one) => wasAndIs(one.mark, statement)) : [element("p", { class: "says" }, statement.says)]),
    spelledOut(statement),
    readings(statement),
  );
  fill(
    byId("statement-marks"),
    standings.length > 0 && element("h4", {}, "Marks"),
    standings.length > 0 && element("ul", { class: "marks" }, ...standings.map((one) => markItem(one.mark, one.stale))),
  );
}

/**
 * What was marked and what stands there now, the lines that differ told apart.
 * @param {Mark} mark
 * @param {Statement} statement
 */
function wasAndIs(mark, statement) {
  const [was, is] = [mark.says.split("\n"), statement.says.split("\n")];
  const gone = was.filter((line) => !is.includes(line));
  const by = `${OPINIONS[mark.verdict][1].toLowerCase()} by ${mark.reviewer}, ${mark.date}`;
  if (mark.says === statement.says) {
    return element(
      "div",
      {},
      element("p", { class: "stale-shown" }, `Stale (${by}): its words are the same; what it rests on is not.`),
      element("p", { class: "says" }, statement.says),
    );
  }
  /** @param {string} word @param {string[]} lines @param {string[]} others @param {string} tag */
  const told = (word, lines, others, tag) =>
    element(
      "div",
      { class: "says" },
      element("b", {}, `${word}: `),
      ...lines.map((line) => element("div", {}, others.includes(line) ? line : element(tag, {}, line))),
    );
  return element(
    "div",
    { class: "was-and-is" },
    element("p", { class: "stale-shown" }, `Stale: it says something else since it was marked (${by}).`),
    told("was", gone.length ? gone : was, is, "del"), // what is still said stands below
    told("is", is, was, "ins"),
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
    title && element("details", {}, element("summary", {}, "What was marked"), element("p", { class: "says" }, mark.says)),
    button("Delete", () => deleteMark(mark), { class: "small", "aria-label": `Delete the mark of ${mark.reviewer}` }),
  );
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
