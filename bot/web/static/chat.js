// Enhances the conversation that the server has rendered; without this file the page works by its forms.
// No text becomes HTML here: fragments arrive as parsed documents (XMLHttpRequest), and nodes are moved over.
// Syntax is that of ES2017, so that old phones can read it; there is no build step.

const SHIFT_PRESSES = 3;
const SHIFT_MS = 5000;
const TIMEOUT_MS = 30000;
const WRITING_MS = 150; // an answer that is faster needs no "writing"
const WARN_S = 120;

/** Ask the server; resolves with a document, or null where there is none. */
function request(method, url, fields, session) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open(method, url);
    xhr.responseType = "document";
    xhr.timeout = TIMEOUT_MS;
    xhr.setRequestHeader("X-Fragment", "1");
    if (session) xhr.setRequestHeader("X-Conversation", session);
    xhr.onload = () => resolve(xhr.response);
    xhr.onerror = xhr.ontimeout = xhr.onabort = reject;
    xhr.send(fields);
  });
}

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

/**
 * Bring a conversation to life.
 *   panel    element that holds it: the body of the page, or the panel of the widget
 *   options  of the widget only: base (the assistant's origin), session, reload(url)
 * Returns a function that stops it.
 */
function start(panel, options) {
  const { base = "", reload = null } = options || {};
  let session = (options || {}).session || "";
  const find = (selector) => panel.querySelector(selector);
  const log = find(".log");
  const form = find(".ask");
  const field = form.elements.message;
  const sendButton = find(".send");
  const status = find(".status");
  const alertBox = find(".alert");
  const feedback = find(".feedback");
  const readButton = find(".read");
  const newButton = find(".new");
  const moveMe = find(".moveme");
  const readLabel = readButton.textContent;
  const post = (path, data) => request("POST", base + path, data, session);
  let pending = false;
  let failed = null; // the message that did not get through, with its id
  let idleTimers = [];

  // --- sending ---

  function submit(name, value) {
    if (pending) return;
    const data = new URLSearchParams(new FormData(form));
    data.delete("message");
    data.set(name, value);
    // The same message once more is the same turn for the server, however often the network failed.
    const again = failed && failed.get(name) === value;
    data.set("message_id", again ? failed.get("message_id") : randomId());
    attempt(data);
  }

  function attempt(data) {
    pending = true;
    field.readOnly = true;
    sendButton.setAttribute("aria-disabled", "true");
    if (alertBox.contains(focused())) field.focus();
    alertBox.textContent = "";
    status.textContent = "";
    const writing = setTimeout(() => { status.textContent = status.dataset.writing; }, WRITING_MS);
    const done = () => {
      clearTimeout(writing);
      status.textContent = "";
      pending = false;
      field.readOnly = false;
      sendButton.removeAttribute("aria-disabled");
    };
    post("/chat", data).then(
      (answer) => { done(); receive(answer, data); },
      () => { done(); fail(data); },
    );
  }

  function receive(answer, data) {
    const list = answer && answer.querySelector("body > ol");
    const problem = answer && answer.querySelector("body > .problem");
    if (!list && !problem) {
      fail(data);
      return;
    }
    failed = null;
    const token = answer.querySelector("input[name=token]");
    if (token) panel.querySelectorAll("input[name=token]").forEach((input) => { input.value = token.value; });
    if (answer.body.dataset.session) session = answer.body.dataset.session;
    if (problem) {
      if (answer.body.dataset.expired) clearLog();
      alertBox.append(document.importNode(problem, true));
      return;
    }
    if (data.has("message")) field.value = "";
    append(Array.from(list.children));
    watchIdle();
  }

  function fail(data) {
    failed = data;
    alertBox.append(document.importNode(find("template.failed").content, true));
  }

  // --- showing ---

  function append(items) {
    const view = viewport();
    const away = log.getBoundingClientRect().bottom - view.bottom > view.height;
    const chose = log.contains(focused());
    log.querySelectorAll("fieldset").forEach((old) => { old.disabled = true; });
    const last = find("#latest");
    if (last) last.removeAttribute("id");
    // One insertion for each message: a screen reader reads each once, whole.
    items.forEach((item) => log.append(document.importNode(item, true)));
    const reply = find("#latest");
    find(".tolatest").hidden = false;
    feedback.hidden = false;
    feedback.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
    offerReading();
    if (moveMe.checked || chose) {
      land(reply); // a pressed choice is gone: go on reading from its answer
    } else if (away) {
      newButton.hidden = false;
    } else {
      form.scrollIntoView({ block: "nearest" });
      reply.scrollIntoView({ block: reply.offsetHeight < view.height / 2 ? "nearest" : "start" });
    }
  }

  function land(reply) {
    newButton.hidden = true;
    if (!reply) {
      field.focus();
      return;
    }
    reply.focus();
    reply.scrollIntoView({ block: "start" });
  }

  function clearLog() {
    while (log.children.length > 1) log.removeChild(log.lastElementChild);
    feedback.hidden = readButton.hidden = newButton.hidden = find(".tolatest").hidden = true;
  }

  function viewport() {
    const box = reload ? panel.getBoundingClientRect() : { top: 0, bottom: window.innerHeight };
    return { bottom: box.bottom, height: box.bottom - box.top };
  }

  function focused() {
    return panel.getRootNode().activeElement;
  }

  // --- reading aloud ---

  const speech = window.speechSynthesis;

  function voiceFor(lang) {
    const plain = (tag) => tag.toLowerCase().split(/[-_]/)[0];
    return speech && speech.getVoices().find((voice) => plain(voice.lang) === plain(lang));
  }

  function offerReading() {
    const reply = find("#latest");
    readButton.hidden = !(reply && voiceFor(reply.lang));
  }

  function readAloud() {
    if (speech.speaking) {
      speech.cancel();
      return;
    }
    const reply = find("#latest");
    const parts = Array.from(reply.querySelectorAll(":scope > p:not(.source), :scope > ul > li"));
    const words = new SpeechSynthesisUtterance(parts.map((part) => part.textContent).join("\n"));
    words.lang = reply.lang;
    words.voice = voiceFor(reply.lang);
    words.onend = words.onerror = () => { readButton.textContent = readLabel; };
    readButton.textContent = readButton.dataset.stop;
    speech.speak(words);
  }

  // --- leaving ---

  const presses = find(".presses");

  function forget() {
    const fields = new URLSearchParams(session ? { conversation: session } : {});
    if (!navigator.sendBeacon || !navigator.sendBeacon(base + "/chat/exit", fields)) post("/chat/exit", fields);
  }

  function leave() {
    const target = find("a.exit").href;
    const cover = document.createElement("div");
    cover.className = "cover";
    cover.setAttribute("role", "alert");
    cover.textContent = presses.dataset.leaving;
    panel.parentNode.append(cover);
    if (reload) panel.remove();
    else while (panel.firstChild) panel.firstChild.remove();
    if (!reload) panel.append(cover);
    forget();
    if (speech) speech.cancel();
    window.location.replace(target); // replaces this page: "back" does not lead here
  }

  let alone = false;
  let count = 0;
  let shiftTimer = 0;

  function resetShift() {
    count = 0;
    presses.textContent = "";
  }

  function keyDown(event) {
    if (event.key === "Shift") {
      if (!event.repeat) alone = true;
      return;
    }
    alone = false; // a capital letter is no wish to leave
    resetShift();
  }

  function keyUp(event) {
    if (event.key !== "Shift" || !alone || panel.hidden) return;
    alone = false;
    count += 1;
    clearTimeout(shiftTimer);
    if (count >= SHIFT_PRESSES) {
      leave();
      return;
    }
    presses.textContent = presses.getAttribute("data-presses-" + (SHIFT_PRESSES - count));
    shiftTimer = setTimeout(resetShift, SHIFT_MS);
  }

  // --- silence ---

  function watchIdle() {
    idleTimers.forEach(clearTimeout);
    idleTimers = [];
    if (log.children.length < 2) return;
    const end = Number(status.dataset.idle);
    const warn = end - Math.min(WARN_S, end / 2);
    idleTimers = [
      setTimeout(warnOfClearing, warn * 1000),
      setTimeout(clearSilent, end * 1000),
    ];
  }

  function warnOfClearing() {
    alertBox.textContent = "";
    alertBox.append(document.importNode(find("template.idle").content, true));
  }

  // Only what this page shows: another tab may go on. The server forgets by its own clock.
  function clearSilent() {
    clearLog();
    alertBox.textContent = "";
    status.textContent = status.dataset.cleared;
  }

  function keep() {
    field.focus();
    alertBox.textContent = "";
    const data = new URLSearchParams(new FormData(form));
    data.delete("message");
    post("/chat/keep", data).then(watchIdle, () => {});
  }

  // --- events ---

  const actions = {
    "a.exit": leave,
    ".choices button": (button) => submit("choice", button.value),
    ".feedback button": tap,
    ".retry": () => attempt(failed),
    ".keep": keep,
    ".read": readAloud,
    ".new": () => land(find("#latest")),
    "a.latest": () => land(find("#latest")),
    ".print": () => window.print(),
  };
  if (reload) {
    actions["a[hreflang], a.in-english"] = (link) => reload(link.getAttribute("href"));
    actions["a.full"] = goOn;
    actions[".restart button"] = () => { forget(); session = ""; reload("/chat", true); };
  }

  function tap(button) {
    if (button.getAttribute("aria-disabled")) return;
    const data = new URLSearchParams(new FormData(feedback));
    data.set("helpful", button.value);
    feedback.querySelectorAll("button").forEach((other) => other.setAttribute("aria-disabled", "true"));
    const thank = () => { status.textContent = status.dataset.thanks; };
    post("/chat/feedback", data).then(thank, thank);
  }

  function goOn(link) {
    const data = new URLSearchParams(new FormData(form));
    data.delete("message");
    const follow = (answer) => {
      const way = answer && answer.querySelector("a.passage");
      window.location.href = way ? base + way.getAttribute("href") : link.href;
    };
    post("/chat/continue", data).then(follow, () => follow(null));
  }

  panel.addEventListener("click", (event) => {
    Object.keys(actions).some((selector) => {
      const hit = event.target.closest(selector);
      if (!hit) return false;
      event.preventDefault();
      actions[selector](hit);
      return true;
    });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit("message", field.value);
  });
  field.addEventListener("keydown", (event) => {
    // keyCode 229: Safari ends a composition before its last Enter.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit("message", field.value);
  });
  moveMe.addEventListener("change", () => find(".live").setAttribute("aria-live", moveMe.checked ? "off" : "polite"));
  document.addEventListener("keydown", keyDown, true);
  document.addEventListener("keyup", keyUp, true);
  if (speech && speech.addEventListener) speech.addEventListener("voiceschanged", offerReading);
  find(".move").hidden = false;
  find(".printing").hidden = Boolean(reload);
  offerReading();
  watchIdle();

  return () => {
    idleTimers.forEach(clearTimeout);
    document.removeEventListener("keydown", keyDown, true);
    document.removeEventListener("keyup", keyUp, true);
  };
}

window.saferpeterborough = { request, start };

// The page itself; the widget calls `start` for its panel.
if (document.body.classList.contains("page") && document.querySelector("body > main .log")) {
  // The one-time link of the widget works once only: it must not stay in the address.
  if (/[?&]continue=/.test(window.location.search)) history.replaceState(null, "", "/chat#latest");
  start(document.body);
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}
