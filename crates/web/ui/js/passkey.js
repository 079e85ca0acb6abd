// Passkeys: passes the options of the server to the browser and the answer back.
"use strict";
(() => {
  const bytes = (text) => {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, (char) => char.charCodeAt(0)).buffer;
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withIds = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  function decode(options) {
    const key = { ...options, challenge: bytes(options.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    if (key.excludeCredentials) key.excludeCredentials = withIds(key.excludeCredentials);
    if (key.allowCredentials) key.allowCredentials = withIds(key.allowCredentials);
    return key;
  }

  function encode(credential) {
    const from = credential.response;
    const response = { clientDataJSON: text(from.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (from[name]) response[name] = text(from[name]);
    }
    if (from.getTransports) response.transports = from.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      extensions: credential.getClientExtensionResults(),
    };
  }

  document.querySelectorAll("[data-rh-passkey]").forEach((box) => {
    const button = box.querySelector("button");
    const message = box.querySelector("[role=status]");
    if (!window.PublicKeyCredential) return;
    const set = box.dataset;
    button.disabled = false;
    message.textContent = "";
    const send = async (url, body, headers) => {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json", ...headers } });
      const json = await answer.json();
      if (!answer.ok) throw new Error(json.error || "");
      return json;
    };
    button.addEventListener("click", async () => {
      button.disabled = true;
      message.textContent = "";
      try {
        // Fields of a form around the button go along: the name of the new passkey.
        const fields = new URLSearchParams(box.closest("form") ? new FormData(box.closest("form")) : {});
        fields.set(set.rhCsrfName, set.rhCsrf);
        const options = await send(set.rhStart, fields);
        const publicKey = decode(options.publicKey || options);
        const credential = await navigator.credentials[set.rhPasskey]({ publicKey });
        const done = await send(set.rhFinish, JSON.stringify(encode(credential)), {
          "Content-Type": "application/json",
          "X-CSRF-Token": set.rhCsrf,
        });
        if (done.location) { location.assign(done.location); return; }
        throw new Error(done.error || "");
      } catch (error) {
        const cancelled = error.name === "NotAllowedError" || error.name === "AbortError";
        const own = error.constructor === Error && error.message;
        message.textContent = cancelled ? set.rhCancelled : own || set.rhFailed;
      }
      button.disabled = false;
    });
  });
})();
