/**
 * The cases with their results; the pathway of the one that is chosen, and its assessment.
 */

/** @type {CaseShown | null} */
let caseNow = null;

function casesList() {
  const filter = /** @type {HTMLInputElement} */ (
    element("input", { type: "search", id: "case-filter", autocomplete: "off" })
  );
  const list = element("div", { class: "choices", id: "case-list" });
  const shown = element("div", { class: "case-shown", id: "case-shown" });
  const items = guideline.cases.map((each, number) => {
    const state = each.passed ? "passes" : "fails";
    return element(
      "div",
      { class: `choice ${state}`, role: "button", tabindex: -1, "data-item": number, "aria-pressed": "false" },
      element("span", { class: "verdict" }, each.passed ? "✓ passes" : "✗ fails"),
      ` ${each.title}`,
    );
  });
  put(list, ...items);
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    items.forEach((item) => item.classList.toggle("left-away", !(item.textContent ?? "").toLowerCase().includes(wanted)));
    const first = items.find((item) => !item.classList.contains("left-away"));
    items.forEach((item) => item.setAttribute("tabindex", item === first ? "0" : "-1"));
  });
  rove(list, () => items, (item) => showCase(guideline.cases[Number(item.dataset.item)]));
  listen("case", (/** @type {CaseShown | null} */ chosen) => {
    items.forEach((item, number) => item.setAttribute("aria-pressed", String(guideline.cases[number] === chosen)));
    fill(shown, ...(chosen ? assessmentOf(chosen) : [caseHint()]));
  });
  fill(shown, caseHint());
  const passing = guideline.cases.filter((each) => each.passed).length;
  return element(
    "div",
    { class: "two" },
    element(
      "div",
      { class: "left" },
      element("p", { class: "explains" }, guideline.cases.length ? `${passing} of ${counted(guideline.cases.length, "case")} pass.` : "There are no cases."),
      guideline.cases.length > 0 && element("label", { for: "case-filter" }, "Show those that say"),
      guideline.cases.length > 0 && filter,
      list,
    ),
    shown,
  );
}

function caseHint() {
  return element("p", { class: "empty" }, "Choose a case: the pathway shows what was met, not met and unknown, and its assessment stands here.");
}

/** @param {CaseShown | null} chosen */
function showCase(chosen) {
  caseNow = chosen;
  tell("case", chosen);
  byId("case-now").textContent = chosen ? seen(`Case: ${chosen.title}`) : "";
  byId("case-printed").textContent = byId("case-now").textContent;
  byId("case-bar").hidden = chosen === null;
  announce(chosen ? `The pathway shows the case ${chosen.title}.` : "No case is shown.");
}

/**
 * @param {CaseShown} chosen
 * @returns {Child[]}
 */
function assessmentOf(chosen) {
  return [
    element("h3", {}, chosen.title),
    element("p", { class: "explains" }, `${chosen.file}, line ${chosen.line}: ${chosen.passed ? "✓ passes" : "✗ fails"}`),
    chosen.failures.length > 0 && element("ul", { class: "failures" }, ...chosen.failures.map((each) => element("li", {}, each))),
    element("details", {}, element("summary", {}, "What is given and expected"), element("pre", {}, linesOf(chosen.text).join("\n"))),
    ...withCharts(reportSections(linesOf(chosen.report)), chosen.charts),
  ];
}

/**
 * The report with its charts, behind the heading under which the same stands as a table.
 * @param {HTMLElement[]} report
 * @param {number[]} charts
 */
function withCharts(report, charts) {
  const heading = report.flatMap((part) => [...part.querySelectorAll("h4")]).find((each) => each.textContent?.startsWith("REDUCING"));
  const drawn = charts.map((chart) => /** @type {HTMLTemplateElement} */ (byId(`chart-${chart}`)).content.cloneNode(true));
  heading?.after(...drawn.map((chart) => element("div", { class: "chart-shown" }, chart)));
  return report;
}

/** @param {number[]} places */
function linesOf(places) {
  return places.map((place) => guideline.strings[place]);
}

/**
 * The report as `evaluate` prints it. Its head, which says what the head of this page says, is folded away.
 * @param {string[]} lines
 * @returns {HTMLElement[]}
 */
function reportSections(lines) {
  const rules = lines.flatMap((line, at) => (/^\*{9,}$/.test(line) ? [at] : []));
  const end = rules.length > 1 ? rules[1] + 1 : 0;
  const head = lines.slice(0, end).filter((line) => !/^\*+$/.test(line));
  const warned = head.filter((line) => line.startsWith("NOT IN EFFECT"));
  return [
    ...warned.map((line) => element("p", { class: "wrong" }, line)),
    element("details", {}, element("summary", {}, "Head of the report"), ...head.map(reportLine)),
    element("div", { class: "report" }, ...lines.slice(end).map(reportLine)),
  ];
}

/**
 * A line of the report: a heading, a row of a table, or words that wrap within their indent.
 * @param {string} line
 */
function reportLine(line) {
  if (!line.trim()) return element("div", { class: "gap" });
  if (/^[A-Z]/.test(line) && line === line.trimStart() && /^[A-Z][A-Z ,]+(:|$)/.test(line)) return element("h4", {}, line);
  const indent = line.length - line.trimStart().length;
  const made = element("div", { class: / {2,}/.test(line.trim()) ? "aligned" : "told" }, line.trim());
  made.style.marginLeft = `${indent * 0.5}em`;
  if (line.trim().startsWith("! CRITICAL")) made.classList.add("critical");
  return made;
}
