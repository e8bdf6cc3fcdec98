// Comfort only: every page works without this file.
"use strict";

// Suggestions below a search field, after the combobox pattern of the ARIA practices.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const input = form.elements.q;
  const list = document.createElement("ul");
  let active = -1, timer, request;

  list.id = input.id + "-suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  input.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) input.setAttribute(name, value);

  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", i === index));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[index].id);
  };
  const show = (words) => {
    list.replaceChildren(...words.map((word, i) => {
      const option = document.createElement("li");
      option.id = list.id + i;
      option.textContent = word;
      option.setAttribute("role", "option");
      return option;
    }));
    list.hidden = !words.length;
    input.setAttribute("aria-expanded", !list.hidden);
    mark(-1);
  };
  const hide = () => { clearTimeout(timer); request?.abort(); show([]); };
  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const query = new URLSearchParams({ q: input.value.trim(), lang: form.dataset.lang });
    try {
      const answer = await fetch(form.dataset.suggest + "?" + query, { signal: request.signal });
      if (answer.ok) show((await answer.json()).suggestions.slice(0, 8));
    } catch { /* no suggestions then: the field works as it did */ }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) hide();
    else timer = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing || !count) return;
    if (event.key === "ArrowDown") mark((active + 2) % (count + 1) - 1);
    else if (event.key === "ArrowUp") mark((active + count + 1) % (count + 1) - 1);
    else if (event.key === "Escape") hide();
    else {
      if (event.key === "Enter" && active >= 0) input.value = list.children[active].textContent;
      return;
    }
    event.preventDefault();
  });
  input.addEventListener("blur", hide);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option) { input.value = option.textContent; form.requestSubmit(); }
  });
}

// Drawers: browsers without ::details-content get them opened on wide windows; Escape closes them on phones.
const wide = matchMedia("(min-width: 60rem)").matches;
for (const drawer of document.querySelectorAll(".drawer")) {
  if (wide && !CSS.supports("selector(::details-content)")) drawer.open = true;
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !wide) { drawer.open = false; drawer.firstElementChild.focus(); }
  });
  drawer.addEventListener("click", (event) => {
    if (!wide && event.target.closest("a[href^='#']")) drawer.open = false;
  });
}

// Appointments: where the reader's clock shows another time than the event's own, it stands behind it.
const clocks = document.documentElement.lang.replace(/^en$/, "en-GB"); // "9 April", as the page itself writes it
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const time of document.querySelectorAll("time[data-zone]")) {
  const local = (timeZone, parts) => new Intl.DateTimeFormat(clocks, { timeZone, hourCycle: "h23", hour: "2-digit", minute: "2-digit", ...parts }).format(new Date(time.dateTime));
  const day = { day: "numeric", month: "long" };
  if (time.textContent.includes("(") || local(zone, day) === local(time.dataset.zone, day)) continue;
  const isSameDay = new Date(time.dateTime).toLocaleDateString("en", { timeZone: zone }) === new Date(time.dateTime).toLocaleDateString("en", { timeZone: time.dataset.zone });
  time.append(` (${time.dataset.yours.replace("@", local(zone, isSameDay ? {} : day))})`);
}
