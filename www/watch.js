// Says so when the page's program cannot be loaded: a module that does not arrive runs nothing that could.
addEventListener("error", ({ target }) => {
  if (target?.localName !== "script") return;
  document.documentElement.dataset.state = "error";
  document.documentElement.dataset.lost = "1";
  const alert = document.getElementById("alert");
  alert.hidden = false;
  alert.textContent = window.origin === "null"
    ? "This page could not load its program: in a frame with a sandbox, its server has to allow that (Access-Control-Allow-Origin). The page as one file needs no such leave."
    : "This page could not load its program. Check the connection, and load it again.";
  const reload = document.getElementById("reload");
  reload.onclick = () => location.reload();
}, true);
