// The program is in two modules: what the first screen needs, and the rest. Before the first calls a function of the rest, it
// makes sure that the rest is there, here (see xtask/src/split/mod.rs). The page and its worker each have both modules.

// The first module's exports, and where the rest is to be had; a program in one piece has none.
let [first, address, there] = [null, "", false];
let arrive;
const arrived = new Promise((resolve) => { arrive = resolve; });

/** What is said if the rest cannot be had. */
export function unloaded() {
  return "The rest of this page’s program could not be loaded. Check the connection, then reload the page.";
}

/** Joins the rest to the first module. */
export function takeLater(module) {
  if (!there) new WebAssembly.Instance(module, { first });
  there = true;
  arrive(module);
}

// The program waits for what it calls, so this cannot be done while something else goes on.
function loadNow() {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", address, false);
    // A page gets no bytes in this way, but a text in which each byte is a letter.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    takeLater(new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0))));
  } catch {
    throw Object.assign(new WebAssembly.RuntimeError(unloaded()), { unloaded: true });
  }
}

/** Called when the first module is there, with its exports and the address of the rest. */
export function expectLater(exports, url) {
  [first, address, there] = [exports, url, !url];
  globalThis.loadLater = loadNow;
}

/** Has the rest loaded by `compile`, while other things go on; again and again, ever more seldom, while that fails. */
export async function loadLater(compile) {
  for (let pause = 1; !there; pause *= 2) {
    try {
      takeLater(await compile(address));
    } catch {
      await new Promise((resolve) => { setTimeout(resolve, pause * 1000); });
    }
  }
}

/** What a worker needs to be told: where the rest is to be had. When it is there, it comes through `port`. */
export function tellLater(port) {
  arrived.then((module) => port.postMessage(module));
  return address;
}
