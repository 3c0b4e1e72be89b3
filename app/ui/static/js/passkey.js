// A passkey is asked for or made by the browser's own dialog; this carries question and answer, which are JSON.
const FAILED = "パスキーを確かめられませんでした。もう一度お試しになるか、ほかの方法をお使いください。";
const TOO_OFTEN = "続けて何度も試されたため、しばらく受け付けを止めています。15分ほどたってから、もう一度お試しください。";
const BYTES = ["challenge", "id"];

export const able = () => "PublicKeyCredential" in window && window.isSecureContext;

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** The question as the browser takes it: what was base64 are bytes again. */
function asked(options) {
  const read = (value) => {
    if (Array.isArray(value)) return value.map(read);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        BYTES.includes(name) && typeof inner === "string" ? toBytes(inner) : read(inner),
      ]),
    );
  };
  // The site's own id is a domain, not bytes.
  return { ...read({ ...options, rp: undefined }), ...(options.rp ? { rp: options.rp } : {}) };
}

/** The answer as the server reads it. */
function said(credential) {
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = Object.fromEntries(
    names.filter((name) => credential.response[name]).map((name) => [name, toText(credential.response[name])]),
  );
  return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, response };
}

async function send(url, token, body) {
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(response.status === 429 ? TOO_OFTEN : FAILED);
  return response.json();
}

/** Shows the button where the browser can, and does one turn of question and answer at each press. */
export function attachTo(root, use) {
  if (!able()) return;
  const button = root.querySelector("button");
  const trouble = root.querySelector("[role=alert]");
  root.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    trouble.textContent = "";
    try {
      const token = document.querySelector("[name=csrf_token]").value;
      const options = await send(root.dataset.options, token, {});
      const credential = await use(asked(options));
      const done = await send(root.dataset.answer, token, { ...said(credential), next: root.dataset.next });
      location.assign(done.next);
    } catch (error) {
      trouble.textContent = error.message === TOO_OFTEN ? TOO_OFTEN : FAILED;
      button.disabled = false;
    }
  });
}
