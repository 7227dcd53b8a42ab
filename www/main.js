// Starts the page: loads the program, and binds what Rust leaves to the browser.
import init, { largestFile, openFile, refuseFetched, refuseFile, runPage, takeFetched } from "./pkg/noise_prune.js";
import { fetchData } from "./data.js";
import { keepDrawer } from "./drawer.js";
import { answerHost, beGuest, sayFailed } from "./frame.js";
import { listenToKeys } from "./keys.js";
import { expectLater, loadLater } from "./later.js";
import { compile, compileAt, fetchDataset, inside, laterOf, startWorker } from "./load.js";
import { deliver, offerSaving } from "./save.js";
import { offerSharing } from "./share.js";

let begin;
const begun = new Promise((resolve) => { begin = resolve; });
let opened = 0;

async function open(file, isFolder) {
  if (!file) return;
  opened += 1;
  const number = opened;
  await begun;
  if (isFolder) {
    refuseFile(file.name, "is a folder; drop the one file in it that has the matrix");
    return;
  }
  if (file.size > largestFile()) {
    refuseFile(file.name, `is larger than the ${largestFile() >> 20} MB that are read; leave out what is not needed`);
    return;
  }
  try {
    const bytes = await file.arrayBuffer();
    // A large file may be read after a small one that was opened later, and which counts.
    if (number === opened) openFile(file.name, new Uint8Array(bytes));
  } catch (error) {
    refuseFile(file.name, `cannot be read: ${error.message}`);
  }
}

function takeFiles() {
  const input = document.getElementById("file");
  input.addEventListener("change", () => open(input.files[0]));
  // The same file may be chosen again: it may be another by now.
  input.addEventListener("click", () => { input.value = ""; });
  const drop = document.getElementById("drop");
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.hidden = !event.dataTransfer.types.includes("Files");
  });
  // Where it leaves the page, it goes to no other element.
  document.addEventListener("dragleave", (event) => { drop.hidden ||= event.relatedTarget === null; });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.hidden = true;
    const { files: [file], items } = event.dataTransfer;
    open(file, [...items].find(({ kind }) => kind === "file")?.webkitGetAsEntry?.()?.isDirectory);
  });
}

// Calls a function when the first pictures are on the screen.
function whenShown(then) {
  const { dataset } = document.documentElement;
  const observer = new MutationObserver(() => {
    if (dataset.state === "loading") return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(then));
  });
  observer.observe(document.documentElement, { attributes: true });
}

async function start() {
  document.getElementById("reload").addEventListener("click", () => location.reload());
  // A file that comes before the program waits for it; the browser would show it in place of the page.
  takeFiles();
  try {
    const module = await compile();
    expectLater(await init({ module_or_path: module }), laterOf(module));
    // A link may need anything, the page without one only what it opens with.
    if (location.hash.length > 1) loadLater(compileAt);
    else whenShown(() => loadLater(compileAt));
    const answer = (id, fetched) => {
      fetched.then(({ name, bytes }) => takeFetched(id, name, bytes), (error) => refuseFetched(id, error.message));
    };
    const { link, name, bytes } = await inside();
    runPage((number) => startWorker(module, number), deliver, (id, file, label) => answer(id, fetchDataset(file, label)),
      (id, address) => answer(id, fetchData(address, largestFile())), answerHost, link, name, bytes);
    begin();
    offerSaving();
    offerSharing();
    listenToKeys();
    keepDrawer();
    beGuest();
  } catch (error) {
    Object.assign(document.documentElement.dataset, { state: "error", lost: "1" });
    document.getElementById("working").hidden = true;
    const alert = document.getElementById("alert");
    alert.hidden = false;
    const advice = !("WebAssembly" in window) ? "A browser of 2023 or later is needed."
      : error instanceof WebAssembly.CompileError ? "Reload the page, or use a browser of 2023 or later."
      : "Check the connection, then reload the page.";
    alert.textContent = error.unloaded ? error.message : `This page could not start: ${error.message}. ${advice}`;
    sayFailed(alert.textContent);
  }
}

start();
