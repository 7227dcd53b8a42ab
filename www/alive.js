// A browser that ends a worker tells nobody. While the worker lives it holds a lock, and the page waits for that.
import { loseWorker } from "./pkg/noise_prune.js";

// The lock of the worker that is at work; one that was ended to make way for it is not missed.
let current = "";

async function waitForEnd(name) {
  // Not every page has locks: a frame with a sandbox has none, nor has one from a host without https.
  const { held } = await navigator.locks.query();
  if (!held.some((lock) => lock.name === name)) return;
  await navigator.locks.request(name, () => name === current && loseWorker());
}

/** Hands a new worker the compiled program, and tells the page when it has ended. */
export function hand(worker, module) {
  // The worker has its lock before it says anything.
  const name = `noise-prune-${Date.now()}-${Math.random()}`;
  current = name;
  worker.addEventListener("message", () => waitForEnd(name).catch(() => {}), { once: true });
  worker.postMessage({ module, name });
  return worker;
}
