// Comfort only: a review is written without this file too. Saving as one writes is in submissions.js.
"use strict";

const form = document.querySelector("form[data-review]");
const text = document.querySelector("[data-text]");
const bar = document.querySelector("[data-quote-bar]");
const changed = () => form.dispatchEvent(new Event("change", { bubbles: true }));

for (const hint of document.querySelectorAll("[data-by-hand]")) hint.hidden = true;
for (const hint of document.querySelectorAll("[data-by-script]")) hint.hidden = false;

// How far the review has come.
const count = () => {
  const totals = form.querySelector("[data-totals]");
  const steps = [];
  let answered = 0;
  for (const shown of form.querySelectorAll("[data-step-of]")) {
    const chosen = form.querySelector(`input[name="step-${shown.dataset.stepOf}"]:checked`);
    if (chosen) answered += 1;
    if (chosen && chosen.value !== "na") steps.push(Number(chosen.value));
    shown.textContent = !chosen ? "–" : chosen.value === "na" ? totals.dataset.na : chosen.value;
  }
  steps.sort((a, b) => a - b);
  const middle = steps.length / 2;
  const median = steps.length % 2 ? steps[Math.floor(middle)] : (steps[middle - 1] + steps[middle]) / 2;
  totals.querySelector("[data-answered]").textContent = answered;
  totals.querySelector("[data-sum]").textContent = steps.reduce((sum, step) => sum + step, 0);
  totals.querySelector("[data-median]").textContent = steps.length ? median.toLocaleString(document.documentElement.lang) : "–";
};
form.addEventListener("change", count);

// A new reason is in the language that has been chosen above.
form.elements.language.addEventListener("change", (event) => {
  for (const area of form.querySelectorAll("textarea[data-written]")) area.lang = event.target.value;
});

// Taking evidence out: a button does at once what the tick does at the next save.
const removable = (item, label) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-link";
  button.textContent = label;
  button.setAttribute("aria-label", `${label}: ${item.querySelector("blockquote").textContent.slice(0, 60)}`);
  button.addEventListener("click", () => {
    const list = item.parentElement;
    item.remove();
    changed();
    list.closest("[data-criterion]").querySelector("summary").focus();
  });
  item.querySelector("label")?.remove();
  item.append(button);
};
for (const list of form.querySelectorAll("[data-evidence]")) {
  for (const item of list.children) removable(item, list.dataset.remove);
}
for (const tick of form.querySelectorAll("input[name^='confirm-']")) {
  tick.addEventListener("change", () => {
    for (const item of tick.closest("[data-criterion]").querySelectorAll(".gone")) item.remove();
    tick.closest(".notice").hidden = true; // what it takes out is out, and it goes on being sent
  });
}

// Words that are selected in the text, section by section.
const selected = () => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return [];
  const whole = selection.getRangeAt(0);
  const found = [];
  for (const section of text.querySelectorAll("[data-section]")) {
    const words = section.querySelector("[data-words]");
    if (!whole.intersectsNode(words)) continue;
    const part = document.createRange();
    part.selectNodeContents(words);
    if (part.compareBoundaryPoints(Range.START_TO_START, whole) < 0) part.setStart(whole.startContainer, whole.startOffset);
    if (part.compareBoundaryPoints(Range.END_TO_END, whole) > 0) part.setEnd(whole.endContainer, whole.endOffset);
    const isAll = words.contains(whole.commonAncestorContainer);
    const quote = (isAll ? selection.toString() : part.toString()).trim().slice(0, 5000);
    if (/[\p{L}\p{N}]/u.test(quote)) found.push({ section, quote });
  }
  return found;
};

let quotes = [];
const offer = (found) => {
  quotes = found;
  bar.hidden = !found.length;
  document.body.classList.toggle("has-quote-bar", !bar.hidden);
  bar.querySelector("[data-quoted]").textContent = found.map((one) => one.quote).join(" … ");
};
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const found = selected();
  // Touching the bar itself may end the selection: only a click into the text takes the offer back.
  if (found.length || (selection.anchorNode && text.contains(selection.anchorNode))) offer(found);
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") offer([]); });
form.addEventListener("focusin", (event) => {
  const criterion = event.target.closest("[data-criterion]");
  if (criterion) bar.querySelector("select").value = criterion.dataset.criterion;
});

const evidence = (list, { section, quote }) => {
  const [language, field] = section.dataset.section.split("|");
  const value = JSON.stringify({ kind: "passage", field, language, words: quote });
  const hasIt = [...list.querySelectorAll("input[type=hidden]")].some((input) => {
    const known = JSON.parse(input.value);
    return known.field === field && known.language === language && known.words === quote;
  });
  if (hasIt) return;
  const item = document.createElement("li");
  const input = document.createElement("input");
  const place = document.createElement("p");
  const link = document.createElement("a");
  const words = document.createElement("blockquote");
  Object.assign(input, { type: "hidden", name: `evidence-${list.dataset.evidence}`, value });
  Object.assign(link, { href: `#${section.id}`, textContent: section.querySelector("h3").textContent });
  Object.assign(words, { lang: language, textContent: quote });
  place.append(link);
  item.append(input, place, words);
  list.append(item);
  removable(item, list.dataset.remove);
  if (list.dataset.users && !list.dataset.usersFields.split(" ").includes(field)) {
    const label = document.createElement("label");
    const tick = document.createElement("input");
    const said = document.createElement("span");
    label.className = "choice";
    Object.assign(tick, { type: "checkbox", name: `users-${list.dataset.evidence}`, value });
    said.textContent = list.dataset.users;
    label.append(tick, said);
    item.append(label);
  }
};
bar.querySelector("[data-use]").addEventListener("click", () => {
  const key = bar.querySelector("select").value;
  const list = form.querySelector(`[data-evidence="${key}"]`);
  for (const quote of quotes) evidence(list, quote);
  changed();
  document.getSelection().removeAllRanges();
  offer([]);
  const status = document.querySelector("[data-used]");
  status.textContent = "";
  status.textContent = status.dataset.used;
  const section = list.closest("[data-criterion]");
  const isWide = matchMedia("(min-width: 62rem)").matches;
  if (isWide) section.scrollIntoView({ block: "nearest" });
  section.querySelector("summary").focus({ preventScroll: !isWide });
});
