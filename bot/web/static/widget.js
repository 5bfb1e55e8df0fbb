// Turns the plain link `<a data-saferpeterborough href="https://…/chat?lang=xx">` into a button with a panel.
// If anything is missing (shadow roots, the stylesheet, the network, a strict policy), the link stays or is followed.

function upgrade(link) {
  const origin = new URL(link.href).origin;
  if (!link.attachShadow || typeof URLSearchParams === "undefined") return;
  const host = document.createElement("span");
  const shadow = host.attachShadow({ mode: "open" });
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = origin + "/static/chat.css";
  style.onerror = () => host.replaceWith(link);
  const launcher = document.createElement("button");
  launcher.type = "button";
  launcher.className = "launcher";
  launcher.textContent = link.textContent;
  launcher.setAttribute("aria-expanded", "false");
  const worded = link.closest("[lang]");
  if (worded) launcher.lang = worded.lang;
  launcher.dir = "auto";
  shadow.append(style, launcher);
  link.replaceWith(host);

  let panel = null;
  let stop = null;
  let session = ""; // lives here only: no cookie, no storage

  function show(visible) {
    panel.hidden = !visible;
    launcher.setAttribute("aria-expanded", String(visible));
    if (visible) panel.querySelector("h2").focus();
    else launcher.focus();
  }

  // The panel may cover what the keyboard goes on to: then it steps aside, and the button brings it back.
  function stepAside(event) {
    const target = event.composedPath()[0];
    if (!panel || panel.hidden || !target.getBoundingClientRect || panel.contains(target)) return;
    const its = target.getBoundingClientRect();
    const own = panel.getBoundingClientRect();
    const covered = its.left < own.right && its.right > own.left && its.top < own.bottom && its.bottom > own.top;
    if (!covered) return;
    panel.hidden = true;
    launcher.setAttribute("aria-expanded", "false");
  }
  shadow.addEventListener("focusin", stepAside);
  document.addEventListener("focusin", stepAside);

  function load(query) {
    return window.saferpeterborough.request("GET", origin + "/widget" + query, null, session).then((answer) => {
      const fresh = document.importNode(answer.querySelector(".panel"), true);
      fresh.querySelectorAll("a[href^='/']").forEach((a) => { a.href = origin + a.getAttribute("href"); });
      session = fresh.dataset.session;
      if (stop) stop();
      if (panel) panel.remove();
      panel = fresh;
      shadow.append(panel);
      launcher.textContent = panel.dataset.label;
      launcher.lang = panel.lang;
      panel.querySelector(".close").addEventListener("click", () => show(false));
      panel.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) show(false); });
      stop = window.saferpeterborough.start(panel, { base: origin, session, reload });
      show(true);
    });
  }

  function reload(href, forgotten) {
    if (forgotten) session = "";
    const url = new URL(href, origin);
    if (!url.searchParams.has("lang")) url.searchParams.set("lang", panel.lang);
    load(url.search).catch(follow);
  }

  function follow() {
    window.location.href = link.href;
  }

  let opening = false;
  launcher.addEventListener("click", () => {
    if (panel) {
      show(panel.hidden);
    } else if (!opening) {
      opening = true;
      script(origin + "/static/chat.js").then(() => load(new URL(link.href).search)).catch(follow);
    }
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted && panel && !panel.isConnected) window.location.reload(); });
}

function script(url) {
  return new Promise((resolve, reject) => {
    if (window.saferpeterborough) {
      resolve();
      return;
    }
    const node = document.createElement("script");
    node.type = "module";
    node.onload = resolve;
    node.onerror = reject;
    node.src = window.trustedTypes
      ? window.trustedTypes.createPolicy("saferpeterborough", { createScriptURL: (u) => u }).createScriptURL(url)
      : url;
    document.head.append(node);
  });
}

document.querySelectorAll("a[data-saferpeterborough]").forEach(upgrade);
