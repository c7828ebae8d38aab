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
  const failing = failingCases().length;
  const onlyFailing = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", id: "only-failing" }));
  const inOrder = [...items].sort((one, other) => Number(passes(one)) - Number(passes(other)));
  put(list, ...inOrder);
  const showFiltered = () => {
    const wanted = filter.value.trim().toLowerCase();
    items.forEach((item) => {
      const asked = (item.textContent ?? "").toLowerCase().includes(wanted) && !(onlyFailing.checked && passes(item));
      item.classList.toggle("left-away", !asked);
    });
    const first = inOrder.find((item) => !item.classList.contains("left-away"));
    items.forEach((item) => item.setAttribute("tabindex", item === first ? "0" : "-1"));
  };
  filter.addEventListener("input", showFiltered);
  onlyFailing.addEventListener("change", showFiltered);
  rove(list, () => inOrder, (item) => showCase(guideline.cases[Number(item.dataset.item)]));
  listen("case", (/** @type {CaseShown | null} */ chosen) => {
    items.forEach((item, number) => item.setAttribute("aria-pressed", String(guideline.cases[number] === chosen)));
    fill(shown, ...(chosen ? assessmentOf(chosen) : [caseHint()]));
  });
  fill(shown, caseHint());
  return element(
    "div",
    { class: "two" },
    element(
      "div",
      { class: "left" },
      element("p", { class: failing ? "wrong" : "explains" }, casesInWords()),
      failing > 0 && element("label", {}, onlyFailing, " only failing"),
      guideline.cases.length > 0 && element("label", { for: "case-filter" }, "Show those that say"),
      guideline.cases.length > 0 && filter,
      list,
    ),
    shown,
  );
}

function failingCases() {
  return guideline.cases.filter((each) => !each.passed);
}

/** @param {HTMLElement} item */
function passes(item) {
  return guideline.cases[Number(item.dataset.item)].passed;
}

function casesInWords() {
  const [all, failing] = [guideline.cases.length, failingCases().length];
  if (!all) return "There are no cases.";
  return `${all - failing} of ${counted(all, "case")} pass${failing ? `, ${failing} ${failing === 1 ? "fails" : "fail"}` : ""}.`;
}

/** Failing cases are told in the head of the page, and shown from there. */
function tellFailingCases() {
  const failing = failingCases().length;
  const control = byId("failing-cases");
  control.hidden = failing === 0;
  control.textContent = `✗ ${failing} of ${counted(guideline.cases.length, "case")} ${failing === 1 ? "fails" : "fail"}`;
  control.addEventListener("click", () => {
    openTab("cases");
    const only = /** @type {HTMLInputElement} */ (byId("only-failing"));
    if (!only.checked) only.click();
    only.focus();
  });
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
