// Sends what was answered without a line: as often as it takes, the server counts each once.
import * as store from "./taken-store.js";

const PIECE = 50;
const PATIENCE = 15_000; // a dead line does not always say so

export const LINE = { ok: "ok", cut: "cut", signedOut: "signed-out", stranger: "stranger", refused: "refused" };

/** Resolves with {line, sent, left, person, message}; two tabs come one after the other.
 *  `left` are answers of whoever is signed in, of anybody where that cannot be asked. */
export function sync() {
  const alone = navigator.locks ?? { request: (_name, work) => work() };
  return alone.request("gakusha-taken", async () => {
    const said = await sendAll();
    const waiting = await store.waiting();
    return { ...said, left: waiting.filter((one) => !said.person || one.person === said.person).length };
  });
}

const ask = (url, options = {}) =>
  fetch(url, { ...options, headers: { Accept: "application/json", ...options.headers }, signal: AbortSignal.timeout(PATIENCE) });

async function sendAll() {
  let sent = 0;
  try {
    if (!(await store.waiting()).length && !(await store.bag())) return { line: LINE.ok, sent };
    const answer = await ask("/api/v1/session");
    if (answer.status === 401) return { line: LINE.signedOut, sent };
    if (!answer.ok) return { line: LINE.cut, sent };
    const { csrf_token: token, person } = await answer.json();
    // Somebody else uses this device now: the cards are none of theirs, the answers wait for their owner.
    if ((await store.bag())?.person.id !== person.id) await store.dropCards();
    const waiting = await store.waiting();
    const own = waiting.filter((one) => one.person === person.id);
    if (waiting.length && !own.length) return { line: LINE.stranger, sent, person: person.id };
    for (let from = 0; from < own.length; from += PIECE) {
      const said = await send(own.slice(from, from + PIECE), token);
      if (said.line !== LINE.ok) return { ...said, sent, person: person.id };
      sent += said.sent;
    }
    return { line: LINE.ok, sent, person: person.id };
  } catch {
    return { line: LINE.cut, sent };
  }
}

async function send(answers, token) {
  const answer = await ask("/api/v1/practice/answers", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify({ answers, sent_at: new Date().toISOString() }),
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) return { line: LINE.signedOut };
  if (answer.status === 422) return { line: LINE.refused, message: said.message };
  if (!answer.ok) return { line: LINE.cut };
  await store.sent(said.answers.map((one) => one.client_id));
  return { line: LINE.ok, sent: said.answers.filter((one) => one.outcome !== "refused").length };
}
