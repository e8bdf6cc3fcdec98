// Comfort only: everything about answering works without this file. Nothing here is sent or kept anywhere.
"use strict";

// Reading aloud, where the browser has a voice for the language of the page.
if ("speechSynthesis" in window && "SpeechSynthesisUtterance" in window) {
  const voice = (language) => speechSynthesis.getVoices()
    .find((one) => one.lang.replace("_", "-").toLowerCase().split("-")[0] === language);
  const languageOf = (element) => element.closest("[lang]").lang;
  const sayable = (block) => {
    const parts = [...block.querySelectorAll("legend, label[for], .picture-words, .hint")];
    return parts.map((part) => [part.textContent.trim(), languageOf(part)]);
  };
  const show = () => {
    for (const button of document.querySelectorAll("[data-listen]")) {
      button.hidden = !voice(document.documentElement.lang);
    }
  };
  for (const button of document.querySelectorAll("[data-listen]")) {
    button.addEventListener("click", () => {
      speechSynthesis.cancel();
      for (const [words, language] of sayable(document.getElementById(button.dataset.listen))) {
        const said = new SpeechSynthesisUtterance(words);
        said.lang = language;
        said.voice = voice(language) || null;
        said.rate = 0.9;
        speechSynthesis.speak(said);
      }
    });
  }
  show();
  if (speechSynthesis.addEventListener) speechSynthesis.addEventListener("voiceschanged", show);
}

// One press is enough: a second one while the first is under way does nothing.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent !== undefined) event.preventDefault();
    form.dataset.sent = "";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
const problem = document.getElementById("problem");
if (problem) problem.focus();
