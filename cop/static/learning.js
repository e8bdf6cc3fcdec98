// Comfort only: everything about learning works without this file. Nothing here is sent anywhere.
"use strict";

const store = {
  get(key) {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
  },
  set(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* a browser that keeps nothing */ }
  },
  drop(key) {
    try { localStorage.removeItem(key); } catch { /* the same */ }
  },
};

// Answers stay in this browser, so that one may close the page and go on.
for (const form of document.querySelectorAll("form[data-answers]")) {
  const answers = `learn-answers-${form.dataset.answers}`;
  const done = `learn-done-${form.dataset.answers}`;
  const fields = () => [...form.elements].filter((one) => one.name && one.name.startsWith("q-"));
  const isBox = (one) => one.type === "radio" || one.type === "checkbox";
  const keep = () => {
    const said = {};
    for (const one of fields()) {
      if (isBox(one)) { if (one.checked) (said[one.name] ||= []).push(one.value); } else said[one.name] = [one.value];
    }
    store.set(answers, said);
  };
  const mark = () => {
    if (form.dataset.done === undefined) return;
    store.set(done, Object.fromEntries(form.dataset.done.trim().split(" ").map((id) => [id, true])));
  };
  // Kept in the account, as the reader asked: then this browser holds no second copy.
  if (form.dataset.account !== undefined) {
    store.drop(answers);
    mark();
    continue;
  }
  if (form.dataset.done === undefined) {
    const said = store.get(answers);
    for (const one of fields()) {
      if (isBox(one)) one.checked = (said[one.name] || []).includes(one.value);
      else if (said[one.name]) one.value = said[one.name][0];
    }
  } else {
    keep();
    mark();
  }
  form.addEventListener("input", keep);
  const line = document.createElement("p");
  line.className = "hint";
  const forget = document.createElement("button");
  forget.type = "button";
  forget.className = "button-link";
  forget.textContent = form.dataset.forget;
  forget.addEventListener("click", () => {
    store.drop(answers);
    store.drop(done);
    location.assign(location.pathname);
  });
  line.append(`${form.dataset.kept} `, forget);
  form.append(line);
}

// On the module's page: which sections' questions were answered rightly.
for (const page of document.querySelectorAll("[data-progress]")) {
  const done = store.get(`learn-done-${page.dataset.progress}`);
  for (const link of document.querySelectorAll(".contents a[href^='#']")) {
    if (!done[link.hash.slice(1)]) continue;
    const mark = document.createElement("span");
    mark.textContent = ` ✓ ${page.dataset.done}`;
    mark.className = "count";
    link.append(mark);
  }
}
