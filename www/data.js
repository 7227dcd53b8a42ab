// The matrix that a link has the address of: fetched without cookies, within limits of time and size.

/** Seconds of silence, and seconds in all, until the page gives up. */
const PATIENCE = 30;
const LONGEST = 300;

const BROKEN = "the connection broke off before its end";

/** The request that is under way, if any: whoever asks for another matrix wants this one no longer. */
let request = null;

async function read(response, most, heard) {
  const chunks = [];
  const check = (size) => {
    if (size > most) throw new Error(`it is larger than the ${most >> 20} MB that are read`);
  };
  // Most servers say how many bytes they send: what is too large is not loaded first.
  const announced = Number(response.headers.get("content-length"));
  check(announced);
  let size = 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read().catch((error) => {
      throw error instanceof TypeError ? new Error(BROKEN) : error;
    });
    if (done) break;
    heard();
    size += value.length;
    check(size);
    chunks.push(value);
  }
  // Not every browser says so. (Packed, a file may be a little larger than it is.)
  if (announced > 1.01 * size + 100) throw new Error(BROKEN);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The name and the bytes of the file at an address; fails with a sentence that says why there are none. */
export async function fetchData(address, most) {
  let stopped = false;
  request?.abort();
  const ours = new AbortController();
  request = ours;
  const end = performance.now() + LONGEST * 1000;
  const late = () => ours.abort(new Error(`it comes too slowly: nothing for ${PATIENCE} seconds, or not all within ${LONGEST / 60} minutes`));
  let timer;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(late, Math.min(PATIENCE * 1000, end - performance.now()));
  };
  heard();
  document.addEventListener("securitypolicyviolation", () => { stopped = true; }, { once: true });
  try {
    const url = new URL(address, document.baseURI);
    // What the page may connect to was settled by the link that it was loaded with.
    if (globalThis.askedData() !== document.documentElement.dataset.asked) {
      // What cannot be loaded anew is kept. (The page as one file may ask nobody; it lies where it was.)
      if (document.querySelector("script[src]")) {
        const { ok, type } = await fetch(location.href, { mode: "no-cors", cache: "no-store" }).catch(() => ({}));
        if (!ok && type !== "opaque") throw new Error("this page must be loaded anew for it, and cannot be loaded now");
      }
      location.reload();
      await new Promise(() => {});
    }
    if (!["http:", "https:"].includes(url.protocol)) throw new Error("only addresses of the web are opened");
    const response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", signal: ours.signal });
    if (!response.ok) throw new Error(`its server answers ${response.status}`);
    return { name: url.pathname.split("/").pop() || url.host, bytes: await read(response, most, heard) };
  } catch (thrown) {
    // Not every browser throws what it was given up for.
    const error = ours.signal.aborted ? ours.signal.reason : thrown;
    // What is left of it is not loaded.
    ours.abort();
    // What the page's policy stops is told a little later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const blocked = stopped ? "it leads on to another address, or has a host that no policy can name, and this page asks no other"
      : "it cannot be reached, or its server does not allow other pages to read it (Access-Control-Allow-Origin)";
    const why = error instanceof TypeError ? blocked : error.message;
    throw new Error(`The matrix at ${address} cannot be used: ${why}. Download it, and open the file here.`);
  } finally {
    clearTimeout(timer);
  }
}
