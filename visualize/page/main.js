/**
 * The page is put together.
 */

function start() {
  showTexts();
  showNarrative();
  showSource();
  takeUpMarks();
  addTab("review", "Review", guideline.statements.length, reviewTab());
  const failing = failingCases().length;
  const casesCount = failing ? `${guideline.cases.length}, ${failing} ${failing === 1 ? "fails" : "fail"}` : guideline.cases.length;
  addTab("cases", "Cases", casesCount, casesList());
  addTab("outline", "Pathway in words", null, outlineList());
  addTab("uncited", "Uncited statements", uncitedStatements().length, uncitedList());
  addTab("sentences", "Uncited sentences", uncitedSentences().length, sentencesList());
  addTab("assumptions", "Assumptions", guideline.assumptions.length, assumptionsList());
  addTab("findings", "Findings", guideline.findings.length, findingsList());
  addTab("medicines", "Medicines", guideline.medicines.length, medicinesList());
  addTab("facts", "Facts", guideline.facts.length, factsList());
  showTabs();
  tellFailingCases();
  put(byId("print-marks"), marksPrinted());
  document.querySelectorAll(".bar-between").forEach((bar) => bindBar(/** @type {HTMLElement} */ (bar)));
  bindDrawerBar(byId("bar-drawer"));
  document.querySelectorAll(".folder").forEach((folder) => bindFolder(/** @type {HTMLElement} */ (folder)));
  document.querySelectorAll("#pane-tabs button").forEach((tab) => {
    tab.addEventListener("click", () => showPane(/** @type {HTMLElement} */ (tab).dataset.pane ?? ""));
  });
  layOutPanes();
  showPane("pathway");
  listenForReading();
  listenForPathway();
  listenForReviewing();
  showPathway();
  followOtherWindows();
  bindSearch();
  bindDialogs();
  bindFiles();
  byId("close-case").addEventListener("click", () => showCase(null));
  showStatements();
  showStatement();
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  performance.mark("ready");
}

start();
