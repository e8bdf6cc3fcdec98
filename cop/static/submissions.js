// Comfort only: every page of proposals works without this file.
"use strict";

// Saving as one writes. One request at a time: each carries the revision that the one before it gave.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-status]");
  const pause = 1500, again = 10000;
  let timer, running = null, isDirty = false, isStopped = false;

  const tell = (words) => { if (status.textContent !== words) status.textContent = words; };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const send = async (keepalive) => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name); // they go with the form
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive, redirect: "error" });
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    const said = isJson ? await answer.json() : {};
    status.classList.toggle("saved-not", !answer.ok);
    if (answer.ok) {
      form.elements.revision.value = said.revision;
      tell(isDirty ? form.dataset.unsaved : said.words);
    } else if (isJson) { // refused for a reason that trying again does not mend
      isStopped = answer.status === 409;
      tell(said.words);
    } else throw new Error(answer.status);
  };
  const save = () => {
    clearTimeout(timer);
    if (!isDirty || isStopped) return running;
    if (running) return running.then(save);
    isDirty = false;
    tell(form.dataset.saving);
    running = send(false).catch(() => {
      isDirty = true;
      tell(form.dataset.failed);
      later(again);
    }).finally(() => { running = null; });
    return running;
  };
  const changed = () => {
    isDirty = true;
    if (isStopped) return;
    tell(form.dataset.unsaved);
    later(pause);
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    isDirty = false;
    if (!running) return;
    // What is under way raises the revision: sent with the old one, the page would contradict itself.
    event.preventDefault();
    const button = event.submitter;
    running.finally(() => { isDirty = false; form.requestSubmit(button); });
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !isDirty || running || isStopped) return;
    isDirty = false;
    send(true).catch(() => { isDirty = true; });
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty && !isStopped) event.preventDefault(); });
}

// How long a text is, once it comes near to what it may be.
for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const counter = area.parentElement.querySelector("[data-counter]");
  const show = () => {
    const limit = Number(area.dataset.limit);
    counter.textContent = area.value.length < limit * .8 ? "" : counter.dataset.counter
      .replace("%(count)s", area.value.length).replace("%(limit)s", limit);
  };
  area.addEventListener("input", show);
  show();
}

// A filter above a long list of concepts.
for (const list of document.querySelectorAll(".concepts")) {
  const offers = [...list.querySelectorAll(".choice")];
  if (offers.length < 13) continue;
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  label.className = "filter";
  label.append(list.dataset.filterLabel, input);
  list.querySelector(".hint").after(label);
  const groups = [...list.querySelectorAll("details")];
  const wasOpen = new Map(groups.map((group) => [group, group.open]));
  const filter = (event) => {
    event.stopPropagation(); // looking for something is no answer
    const word = input.value.trim().toLocaleLowerCase();
    for (const offer of offers) {
      offer.hidden = !!word && !offer.dataset.words.toLocaleLowerCase().includes(word) && !offer.querySelector("input").checked;
    }
    for (const group of groups) {
      const isFound = [...group.querySelectorAll(".choice")].some((offer) => !offer.hidden);
      group.hidden = !isFound;
      group.open = word ? isFound : wasOpen.get(group);
    }
  };
  for (const name of ["input", "change"]) input.addEventListener(name, filter);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

// Messages that were in view are read.
for (const form of document.querySelectorAll("form[data-seen]")) {
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).then(() => form.remove());
  }).observe(form);
}
