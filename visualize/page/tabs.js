/**
 * The lists below the panes, as tabs: one is seen at a time, all of them are printed.
 */

/** @typedef {{id: string, title: string, count: number | string | null, body: HTMLElement}} Tab */

/** @type {Tab[]} */
const tabs = [];

/**
 * @param {string} id
 * @param {string} title
 * @param {number | string | null} count
 * @param {HTMLElement} body
 */
function addTab(id, title, count, body) {
  tabs.push({ id, title, count, body });
}

function showTabs() {
  const list = byId("tab-list");
  const panels = byId("panels");
  for (const tab of tabs) {
    const control = element(
      "button",
      { type: "button", role: "tab", id: `tab-${tab.id}`, "aria-controls": `panel-${tab.id}`, "aria-selected": "false", tabindex: -1 },
      tab.title,
      tab.count !== null && element("span", { class: "count" }, String(tab.count)),
    );
    control.addEventListener("click", () => openTab(tab.id));
    put(list, control);
    put(
      panels,
      element(
        "div",
        { role: "tabpanel", id: `panel-${tab.id}`, "aria-labelledby": `tab-${tab.id}`, class: "panel", tabindex: 0 },
        element("h2", { class: "panel-title" }, tab.title),
        tab.body,
      ),
    );
  }
  list.addEventListener("keydown", (event) => {
    const at = tabs.findIndex((tab) => `tab-${tab.id}` === document.activeElement?.id);
    const last = tabs.length - 1;
    /** @type {Record<string, number>} */
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at <= 0 ? last : at - 1, Home: 0, End: last };
    if (at < 0 || !(event.key in to)) return;
    openTab(tabs[to[event.key]].id);
    byId(`tab-${tabs[to[event.key]].id}`).focus();
    event.preventDefault();
  });
  openTab(tabs[0].id);
}

/** @param {string} id */
function openTab(id) {
  byId("drawer").classList.remove("folded");
  byId("fold-drawer").setAttribute("aria-expanded", "true");
  for (const tab of tabs) {
    const open = tab.id === id;
    const control = byId(`tab-${tab.id}`);
    control.setAttribute("aria-selected", String(open));
    control.setAttribute("tabindex", open ? "0" : "-1");
    byId(`panel-${tab.id}`).classList.toggle("shut", !open);
    if (open) bringIntoView(control, byId("tab-list"));
  }
}
