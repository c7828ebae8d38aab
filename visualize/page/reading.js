/**
 * The guideline text with its line numbers, and the narrative with its references.
 */

/** The elements of the segments, by their numbers; lines of no statement have none. @type {(HTMLElement | null)[]} */
const segmentElements = [];
/** @type {(HTMLElement | null)[]} */
const passageElements = [];
/** @type {HTMLElement[]} */
const referenceElements = [];

const WORDS_OF_LANGUAGE =
  /^(\s*)(guideline|references|facts|medicines|procedures|define|score|regimen|decide|choose|advise|before|contraindicate|caution|never|taper|assumption|not encoded|case|texts|use|line|for|except when|when|otherwise|option|prefer when|only when|give|stop|do|note|warn|cite|assuming|strength|evidence|check|closer to|given|expect|instead of|because)(?=\s|$)/;

function showTexts() {
  const pane = byId("text-body");
  for (const text of guideline.texts) {
    put(
      pane,
      element("h3", { class: "place" }, text.used ? `Used: ${text.used} (${text.place})` : text.place),
      element("div", { class: "listing" }, ...text.segments.map(segmentElement)),
    );
  }
  const items = () => /** @type {HTMLElement[]} */ (segmentElements.filter((item) => item !== null));
  rove(pane, items, (item) => chooseSegment(Number(item.dataset.item)));
}

/** @param {Segment} segment */
function segmentElement(segment) {
  const number = segmentElements.length;
  const lines = segment.lines.map((line, at) => lineElement(line, segment.first + at));
  if (segment.node < 0) {
    segmentElements.push(null);
    return element("div", { class: "segment" }, ...lines);
  }
  const made = element(
    "div",
    { class: "segment statement", role: "button", tabindex: -1, "aria-pressed": "false", "data-item": number },
    element("span", { class: "mark", "aria-hidden": "true" }),
    ...lines,
  );
  segmentElements.push(made);
  return made;
}

/**
 * @param {string} line
 * @param {number} number
 */
function lineElement(line, number) {
  const written = element("span", { class: "written" }, ...coloured(line));
  const hanging = Math.min(line.length - line.trimStart().length + 2, 16);
  written.style.paddingLeft = `${hanging}ch`;
  written.style.textIndent = `${-hanging}ch`;
  return element("div", { class: "line" }, element("span", { class: "number", "aria-hidden": "true" }, String(number)), written);
}

/**
 * A line with its leading word and its comment told apart; the text stays as it is.
 * @param {string} line
 * @returns {Child[]}
 */
function coloured(line) {
  if (line.trimStart().startsWith("#")) return [element("span", { class: "comment" }, line)];
  const found = WORDS_OF_LANGUAGE.exec(line);
  if (!found) return [line];
  return [found[1], element("b", {}, found[2]), line.slice(found[0].length)];
}

function showNarrative() {
  const pane = byId("narrative-body");
  /** @type {HTMLElement | null} */
  let group = null;
  let source = "";
  if (guideline.passages.length) put(pane, retellingNotice());
  guideline.passages.forEach((passage, number) => {
    if (passage.kind === "heading") {
      const made = element("h3", { class: `level-${Math.min(passage.level, 3)}` }, passage.text);
      passageElements.push(null);
      put(pane, made);
      group = null;
      return;
    }
    if (passage.kind === "quoted" && source !== `quoted ${passage.source}`) {
      source = `quoted ${passage.source}`;
      put(pane, element("h3", {}, passage.source ? `Quoted by ${passage.source}` : "Quoted, and in no narrative"));
      group = null;
    }
    if (!group) {
      group = element("div", { class: "sentences" });
      put(pane, group);
    }
    const made = passageElement(passage, number);
    passageElements.push(passage.kind === "about" ? null : made);
    put(group, made);
  });
  if (!guideline.passages.length) put(pane, element("p", { class: "empty" }, "This guideline names no narrative."));
  showReferences(pane);
  const items = () => [
    .../** @type {HTMLElement[]} */ (passageElements.filter((item) => item !== null)),
    ...referenceElements,
  ];
  rove(pane, items, (item) => {
    if (item.dataset.reference !== undefined) chooseReference(Number(item.dataset.reference));
    else choosePassage(Number(item.dataset.item));
  });
}

/**
 * @param {Passage} passage
 * @param {number} number
 */
function passageElement(passage, number) {
  if (passage.kind === "about") return element("p", { class: "about" }, passage.text);
  const uncited = passage.cited_by.length ? "" : passage.left_out ? " left-out" : " uncited";
  return element(
    "div",
    {
      class: `sentence${uncited}`,
      role: "button",
      tabindex: -1,
      "aria-pressed": "false",
      "data-item": number,
      id: `passage-${number}`,
    },
    passage.text,
    passage.statements.length > 0 && element("span", { class: "ids" }, ` {${passage.statements.join(" ")}}`),
    passage.left_out && element("span", { class: "reason" }, `Not encoded: ${passage.left_out}`),
    uncited === " uncited" && element("span", { class: "reason" }, "Nothing cites this sentence."),
  );
}

/** @param {HTMLElement} pane */
function showReferences(pane) {
  if (!guideline.references.length) return;
  put(pane, element("h3", {}, "References"));
  const list = element("div", { class: "references" });
  guideline.references.forEach((reference, number) => {
    const made = element(
      "div",
      { class: "reference", role: "button", tabindex: -1, "aria-pressed": "false", "data-item": "", "data-reference": number },
      element("span", { class: "number" }, `[${reference.used ? `${reference.used} ` : ""}${reference.number}]`),
      ` ${reference.text}`,
    );
    referenceElements.push(made);
    put(list, made);
  });
  put(pane, list);
}

/**
 * Show which elements are chosen and which are partners, and bring the first of them into view.
 * @param {(Element | null)[]} elements
 * @param {Set<number>} partners
 * @param {number} chosen
 * @param {Element} scroller
 */
function highlight(elements, partners, chosen, scroller) {
  elements.forEach((each, number) => {
    if (!each) return;
    each.classList.toggle("partner", partners.has(number) && number !== chosen);
    each.classList.toggle("chosen", number === chosen);
    each.setAttribute("aria-pressed", String(number === chosen));
  });
  // What it says itself comes before what it names.
  const first = [...partners].map((number) => elements[number]).find((each) => each);
  if (first && chosen < 0) bringIntoView(first, scroller);
}

/** @type {Set<number>} */
const NONE = new Set();

function listenForReading() {
  listen("chosen", (/** @type {Choice | null} */ made) => {
    const text = made?.pane === "text" ? made.place : -1;
    const narrative = made?.pane === "narrative" ? made.place : -1;
    highlight(segmentElements, made?.segments ?? NONE, text, byId("text-body"));
    if (made?.passages.size || made?.references.size) openPart("narrative");
    highlight(passageElements, made?.passages ?? NONE, narrative, byId("narrative-body"));
    referenceElements.forEach((each, number) => {
      const own = made?.pane === "narrative" && narrative < 0 && made.references.has(number);
      each.classList.toggle("partner", !own && (made?.references.has(number) ?? false));
      each.classList.toggle("chosen", own);
      each.setAttribute("aria-pressed", String(own));
    });
  });
}
