// First of all, the rest of the page's policy: nothing is run, shown or asked for but from the page's own host and, if
// the link has the address of a matrix, that. The host is named, as 'self' means no host to some browsers in a frame with
// a sandbox. The page as one file has no host, and names its scripts itself.
globalThis.askedData = () => location.hash.slice(1).split("&").filter((text) => text.startsWith("data=")).pop()?.slice(5) ?? "";
{
  const asked = askedData();
  document.documentElement.dataset.asked = asked;
  let source = "";
  try {
    const url = new URL(decodeURIComponent(asked), document.baseURI);
    const path = url.pathname.replaceAll(";", "%3B").replaceAll(",", "%2C");
    if (asked && /^https?:$/.test(url.protocol)) source = `${url.origin}${path}`;
  } catch {
    // No address: the page says so when it reads the link.
  }
  const policy = document.createElement("meta");
  policy.httpEquiv = "Content-Security-Policy";
  const file = document.currentScript.src;
  const own = file && new URL(file).origin;
  policy.content = own
    ? `script-src ${own} 'wasm-unsafe-eval'; worker-src ${own} blob:; style-src ${own}; img-src ${own} blob: data:; frame-src ${own}; connect-src ${own} ${source}`
    : `connect-src ${source || "'none'"}`;
  document.head.append(policy);
}

// Says so when the page's program cannot be loaded, or stops: neither could say it itself.
{
  const say = (text) => {
    Object.assign(document.documentElement.dataset, { state: "error", lost: "1" });
    document.getElementById("working").hidden = true;
    const alert = document.getElementById("alert");
    alert.hidden = false;
    alert.textContent = text;
    document.getElementById("reload").onclick = () => location.reload();
  };
  const isOver = (error) => "WebAssembly" in window && error instanceof WebAssembly.RuntimeError;
  const stopped = "This page stopped unexpectedly. Reload it: its address still has the run.";

  addEventListener("error", ({ target, error }) => {
    if (isOver(error)) return say(error.unloaded ? error.message : stopped);
    if (target?.localName !== "script") return;
    say(window.origin === "null"
      ? "This page could not load its program: in a frame with a sandbox, its server has to allow that (Access-Control-Allow-Origin). The page as one file needs no such permission."
      : "This page could not load its program. Check the connection, then reload the page.");
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => isOver(reason) && say(reason.unloaded ? reason.message : stopped));

  // A browser may keep a page that is left, but gives up what that was loading: brought back, it would wait or lament for ever.
  addEventListener("pageshow", ({ persisted }) => {
    const root = document.documentElement;
    if (persisted && (root.dataset.state === "loading" || root.hasAttribute("data-lost"))) location.reload();
  });
}
