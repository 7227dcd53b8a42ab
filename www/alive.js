// A browser that ends a worker tells nobody. While the worker lives it holds a lock, and the page waits for that.
import { loseWorker } from "./pkg/noise_prune.js";
import { tellLater, unloaded } from "./later.js";

async function waitForEnd(name, number) {
  // Not every page has locks: a frame with a sandbox has none, nor has one from a host without https.
  const { held } = await navigator.locks.query();
  if (!held.some((lock) => lock.name === name)) return;
  await navigator.locks.request(name, () => loseWorker(number));
}

/** Hands a new worker the compiled program, and tells the page when it has ended: the page knows whether it is missed. */
export function hand(worker, number, module) {
  // The worker has its lock before it says anything.
  const name = `noise-prune-${Date.now()}-${Math.random()}`;
  worker.addEventListener("message", () => waitForEnd(name, number).catch(() => {}), { once: true });
  // It has a reason to end that the page can tell.
  worker.addEventListener("error", ({ message }) => { if (message.includes(unloaded())) loseWorker(number, unloaded()); });
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ module, name, later: tellLater(port1), port: port2 }, [port2]);
  return worker;
}
