// Accounts: show what one types as a password, tell the time zone, make and use passkeys.
// Every page works without it, but for passkeys themselves, which no browser has without a script.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-show]")) {
    for (const input of form.querySelectorAll("input[type=password]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button-link show-password";
      button.textContent = form.dataset.show;
      button.setAttribute("aria-controls", input.id);
      button.addEventListener("click", () => {
        const isHidden = input.type === "password";
        input.type = isHidden ? "text" : "password";
        button.textContent = isHidden ? form.dataset.hide : form.dataset.show;
      });
      input.after(button);
      form.addEventListener("submit", () => { input.type = "password"; });
    }
  }

  const zone = document.querySelector("input[name=timezone][type=hidden]");
  if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";

  const part = document.querySelector("[data-passkey]");
  if (!part || !window.PublicKeyCredential || !navigator.credentials) return;
  part.hidden = false;
  for (const note of document.querySelectorAll(".needs-script")) note.hidden = true;
  const problem = part.querySelector("[role=alert]");

  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  async function post(url, body) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": part.dataset.csrf },
      body: JSON.stringify(body),
    });
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    const found = isJson ? await answer.json() : {};
    if (!answer.ok) throw new Error(found.message || part.dataset.failed);
    return found;
  }

  const withBytes = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function make(options) {
    const made = await navigator.credentials.create({ publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    } });
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
    } };
  }

  async function use(options) {
    const used = await navigator.credentials.get({ publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    } });
    const { userHandle } = used.response;
    return { id: used.id, rawId: text(used.rawId), type: used.type, response: {
      clientDataJSON: text(used.response.clientDataJSON),
      authenticatorData: text(used.response.authenticatorData),
      signature: text(used.response.signature),
      userHandle: userHandle ? text(userHandle) : null,
    } };
  }

  async function run() {
    problem.hidden = true;
    try {
      const isNew = part.dataset.passkey === "add";
      const asked = isNew ? { password: part.elements.current.value } : {};
      const options = await post(part.dataset.options, asked);
      const credential = await (isNew ? make(options) : use(options));
      const label = isNew ? { label: part.elements.label.value } : {};
      const { url } = await post(part.dataset.send, { credential, ...label });
      location.assign(url);
    } catch (error) {
      // What the browser itself says is English or technical; what we say is in `message` of our own errors.
      problem.textContent = error instanceof DOMException ? part.dataset.failed : error.message;
      problem.hidden = false;
    }
  }

  if (part.matches("form")) {
    part.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  } else {
    part.querySelector("button").addEventListener("click", run);
  }
})();
