/**
 * The source itself, beside its retelling; and what a reader is told where only the retelling is there.
 */

/** @type {HTMLElement[]} */
const sourceElements = [];

/** At the head of the narrative: that it is a retelling, of what, and where the source is. */
function retellingNotice() {
  const of = guideline.head.source ? `retold in our own words from: ${guideline.head.source}` : "a text of our own; the guideline names no source";
  const where = guideline.source.place
    ? `Compare with the source before you agree: it stands beside this, under "Source".`
    : "The source itself is not on this page. Compare with it before you agree; `guideline review FILE --source TEXT` shows it here.";
  return element("p", { class: "retelling" }, element("b", {}, `This is no quotation but ${of}. `), where);
}

function showSource() {
  const pane = byId("source-body");
  for (const paragraph of guideline.source.paragraphs) {
    const made = element("p", { class: "paragraph", tabindex: -1, "data-item": "" }, paragraph);
    sourceElements.push(made);
    put(pane, made);
  }
  byId("source-title").textContent = `Source: ${guideline.source.place}`;
  byId("narrative-or-source").hidden = !guideline.source.place;
  for (const part of ["narrative", "source"]) byId(`to-${part}`).addEventListener("click", () => openPart(part));
  openPart("narrative");
  if (guideline.source.place) return;
  document.querySelector('#search-in [value="source"]')?.remove();
  for (const part of ["source-title", "source-body"]) byId(part).hidden = true;
}

/** Which of both is seen in the pane; on paper both are. @param {string} part */
function openPart(part) {
  for (const each of ["narrative", "source"]) {
    byId(`${each}-body`).classList.toggle("behind", each !== part);
    byId(`to-${each}`).setAttribute("aria-pressed", String(each === part));
  }
}
