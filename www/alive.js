// A browser that ends a worker tells nobody. While the worker lives it holds a lock, and the page waits for that.
import { loseWorker } from "./pkg/noise_prune.js";
import { tellLater, unloaded } from "./later.js";

/** Hands a new worker the compiled program, and tells the page when it has ended: the page knows whether it is missed. */
export function hand(worker, number, module) {
  const name = `noise-prune-${Date.now()}-${Math.random()}`;
  // It has a reason to end that the page can tell.
  worker.addEventListener("error", ({ message }) => { if (message?.includes(unloaded())) loseWorker(number, unloaded()); });
  const { port1, port2 } = new MessageChannel();
  // Before all else the worker says whether it has the lock: a frame with a sandbox has none, nor has a host without https.
  port1.onmessage = ({ data }) => { if (data) navigator.locks.request(name, () => loseWorker(number)).catch(() => {}); };
  worker.postMessage({ module, name, later: tellLater(port1), port: port2 }, [port2]);
  return worker;
}
