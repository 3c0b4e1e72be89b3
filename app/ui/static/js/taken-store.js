// What was taken along lies in IndexedDB: the cards or questions, and the answers that the server has not yet said yes to.
const NAME = "gakusha-practice";
const FLAG = "gakusha:taken"; // says without opening anything that something lies here
const AGAIN_AFTER = 6; // as in a set with the line

let opening;

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("bags");
      request.result.createObjectStore("answers", { autoIncrement: true }).createIndex("client", "client_id", { unique: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** Runs `work` in one transaction: all of it is on the disk when this resolves, or nothing. */
async function within(mode, work) {
  const db = await opened();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(["bags", "answers"], mode, { durability: "strict" });
    const said = { value: undefined };
    transaction.oncomplete = () => resolve(said.value);
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore("bags"), transaction.objectStore("answers"), said);
  });
}

/** Does anything lie on this device? Known without a database, so that every page can ask. */
export const liesHere = () => localStorage.getItem(FLAG) !== null;

/** The cards that were taken along, with `queue`: which come next, in their order; null where there are none. */
export const bag = () =>
  within("readonly", (bags, _answers, said) => {
    bags.get("bag").onsuccess = ({ target }) => {
      said.value = target.result ?? null;
    };
  });

/** Lays new cards onto the device in place of the old; answers that wait go on waiting. */
export function keep(packed) {
  localStorage.setItem(FLAG, "on");
  const queue = packed.cards.map(({ client_id }, card) => ({ client_id, card }));
  return within("readwrite", (bags) => bags.put({ ...packed, queue, answered: 0, right: 0 }, "bag"));
}

/** Is it so? The server decides anew. A card that names its `key` is a whole question. */
export const isRight = (card, said) =>
  card.key ? String(said.choices) === String(card.key) : said.said_correct === card.correct;

/** Keeps one answer and steps on, both or neither: {bag, kept}. What another tab has answered stays as it is. */
export const answer = (name, item, said) =>
  within("readwrite", (bags, answers, told) => {
    bags.get("bag").onsuccess = ({ target }) => {
      const kept = target.result;
      const place = kept?.name === name ? kept.queue.findIndex((one) => one.client_id === item.client_id) : -1;
      told.value = { bag: kept, kept: place >= 0 };
      if (place < 0) return;
      const card = kept.cards[item.card];
      const right = isRight(card, said);
      kept.queue.splice(place, 1);
      if ((!right || said.confidence === "guess") && !item.again) {
        const onceMore = { client_id: crypto.randomUUID(), card: item.card, again: true };
        kept.queue.splice(Math.min(kept.queue.length, AGAIN_AFTER - 1), 0, onceMore);
      }
      kept.answered += 1;
      kept.right += right ? 1 : 0;
      bags.put(kept, "bag");
      const asked = card.key ? { version: card.version } : { statement: card.statement };
      answers.add({ ...said, ...asked, client_id: item.client_id, bag: name, person: kept.person.id });
    };
  });

/** Answers that the server has not said yes to, oldest first. */
export const waiting = () =>
  within("readonly", (_bags, answers, said) => {
    answers.getAll().onsuccess = ({ target }) => {
      said.value = target.result;
    };
  });

/** Forgets answers that the server knows. */
export const sent = (clientIds) =>
  within("readwrite", (_bags, answers) => {
    for (const id of clientIds) {
      answers.index("client").getKey(id).onsuccess = ({ target }) => {
        if (target.result !== undefined) answers.delete(target.result);
      };
    }
  });

/** Takes the cards off the device; answers that wait go on waiting. */
export const dropCards = () => within("readwrite", (bags) => bags.clear());

/** Takes everything of the person off the device, answers that were never sent too; of anybody where none is named. */
export async function clear(person) {
  await within("readwrite", (bags, answers) => {
    bags.clear();
    answers.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (!person || cursor.value.person === person) cursor.delete();
      cursor.continue();
    };
  });
  await tidy();
}

/** Once nothing waits and there are no cards, no page needs to look any more. */
export async function tidy() {
  if (!(await bag()) && !(await waiting()).length) localStorage.removeItem(FLAG);
}
