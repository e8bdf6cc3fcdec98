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
