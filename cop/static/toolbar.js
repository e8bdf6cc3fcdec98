// Comfort only: texts are written without this file too.
"use strict";

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
