// Says so when the page's program cannot be loaded, or stops: neither could say it itself.
{
  const say = (text) => {
    Object.assign(document.documentElement.dataset, { state: "error", lost: "1" });
    const alert = document.getElementById("alert");
    alert.hidden = false;
    alert.textContent = text;
    document.getElementById("reload").onclick = () => location.reload();
  };
  const isOver = (error) => "WebAssembly" in window && error instanceof WebAssembly.RuntimeError;
  const stopped = "This page stopped unexpectedly. Start it anew; its address still has the run.";

  addEventListener("error", ({ target, error }) => {
    if (isOver(error)) return say(stopped);
    if (target?.localName !== "script") return;
    say(window.origin === "null"
      ? "This page could not load its program: in a frame with a sandbox, its server has to allow that (Access-Control-Allow-Origin). The page as one file needs no such leave."
      : "This page could not load its program. Check the connection, and load it again.");
  }, true);
  addEventListener("unhandledrejection", ({ reason }) => isOver(reason) && say(stopped));
}
