// A browser that ends a worker tells nobody. While the worker lives it holds a lock, and the page waits for that.
const name = `noise-prune-${Date.now()}-${Math.random()}`;

async function waitForEnd(worker) {
  // Not every page has locks: a frame with a sandbox has none, nor has one from a host without https.
  const { held } = await navigator.locks.query();
  if (!held.some((lock) => lock.name === name)) return;
  await navigator.locks.request(name, () => worker.dispatchEvent(new Event("error")));
}

/** Hands a new worker the compiled program; from its first message on, its end is an error event of it. */
export function hand(worker, module) {
  worker.addEventListener("message", () => waitForEnd(worker).catch(() => {}), { once: true });
  worker.postMessage({ module, name });
  return worker;
}
