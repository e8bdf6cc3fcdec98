// Comfort only: conversations work without this file.
"use strict";

// New posts as they come. What one is typing is never moved: while one writes, they wait behind a button.
for (const list of document.querySelectorAll("[data-news]")) {
  const status = document.getElementById("news");
  const every = 20000;
  let waiting = null;

  const isWriting = () => document.activeElement && document.activeElement.tagName === "TEXTAREA";
  const show = () => {
    list.insertAdjacentHTML("beforeend", waiting.html);
    list.dataset.after = waiting.position;
    waiting = null;
    status.textContent = "";
  };
  const offer = () => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    button.textContent = `${waiting.words}. ${list.dataset.show}`;
    button.addEventListener("click", () => {
      const first = list.lastElementChild;
      show();
      if (first) first.scrollIntoView({ block: "start" });
    });
    status.replaceChildren(button);
  };
  const ask = async () => {
    if (document.visibilityState === "hidden") return;
    const answer = await fetch(`${list.dataset.news}?after=${list.dataset.after}`, { redirect: "error" });
    if (!answer.ok) return;
    const said = await answer.json();
    if (!said.html) return;
    waiting = said;
    if (isWriting()) offer(); else show();
  };
  setInterval(() => ask().catch(() => {}), every);
  document.addEventListener("visibilitychange", () => ask().catch(() => {}));
}

// Signs of Markdown by buttons.
for (const area of document.querySelectorAll("textarea[data-toolbar]")) {
  const [bold, slanted, quote, list, link] = area.dataset.toolbar.split("|");
  const put = (text, from, to) => {
    area.focus();
    area.setSelectionRange(from, to);
    // As if typed, so that it can be undone.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const around = (before, after) => () => {
    const { selectionStart: from, selectionEnd: to } = area;
    put(before + area.value.slice(from, to) + after, from, to);
    area.setSelectionRange(from + before.length, to + before.length);
  };
  const lines = (sign) => () => {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const to = area.selectionEnd;
    put(area.value.slice(from, to).split("\n").map((line) => sign + line).join("\n"), from, to);
  };
  const bar = document.createElement("div");
  bar.className = "signs";
  bar.setAttribute("role", "group");
  for (const [label, does] of [[bold, around("**", "**")], [slanted, around("*", "*")], [quote, lines("> ")], [list, lines("- ")], [link, around("[", "](https://)")]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-secondary button-small";
    button.textContent = label;
    button.addEventListener("click", does);
    bar.append(button);
  }
  area.before(bar);
}
