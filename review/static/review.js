"use strict";
// Hands only: every page works out what it shows on the server. Nothing here writes text of a document as HTML, but
// for the preview, which the server escapes.
(() => {
  const body = document.body;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const who = $("#who");
  const toast = $("#toast");

  try {
    who.value = localStorage.getItem("who") || who.value;
    who.addEventListener("change", () => localStorage.setItem("who", who.value));
  } catch { /* a browser that keeps nothing */ }

  const say = (text) => { toast.textContent = text; };
  const kept = sessionStorage.getItem("toast");
  if (kept) {
    sessionStorage.removeItem("toast");
    say(kept);
    setTimeout(() => say(""), 4000);
  }
  const goTo = (address, text) => {
    if (text) sessionStorage.setItem("toast", text);
    if (address) location.assign(address); else location.reload();
  };

  const post = async (path, fields) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Review-Token": body.dataset.token },
      body: JSON.stringify(fields),
    });
    return answer;
  };

  // a refused post is told beside what was sent, never by the console alone
  const send = async (path, fields, problem, then) => {
    say("");
    if (problem) problem.textContent = "";
    let answer, told;
    try {
      answer = await post(path, fields);
      told = await answer.json().catch(() => ({}));
    } catch {
      (problem || toast).textContent = body.dataset.offline;
      return;
    }
    if (answer.ok) return then(told);
    if (told.conflict) return conflict(path, fields, problem, then, told.conflict);
    (problem || toast).textContent = `${body.dataset.refused}: ${told.error || answer.statusText}`;
  };

  const conflict = (path, fields, problem, then, theirs) => {
    const dialog = $("#conflict");
    $("#conflict-what").textContent =
      [theirs.who, theirs.kind, theirs.what, theirs.note].filter(Boolean).join(" · ");
    $("#keep-theirs").onclick = () => { dialog.close(); goTo(null); };
    $("#take-mine").onclick = () => {
      dialog.close();
      send(path, { ...fields, instead: theirs.id, before: fields.seen || "" }, problem, then);
    };
    dialog.showModal();
  };

  const aim = (element) => ({
    node: element.dataset.node || "",
    anomaly: element.dataset.anomaly || "",
    seen: element.dataset.seen || "",
    who: who.value,
    note: $("#note")?.value || "",
  });
  const onward = $("#next")?.getAttribute("href");
  const saved = (told) => goTo(onward || null, `${body.dataset.saved}: ${told.kind}`);
  const stay = (told) => goTo(null, `${body.dataset.saved}: ${told.kind}`);

  const answer = $("#answer");
  answer?.addEventListener("submit", (event) => event.preventDefault());
  for (const button of $$("[data-answer]")) {
    button.addEventListener("click", () => {
      send("/api/decide", { ...aim(answer), kind: button.dataset.answer }, $(".problem", answer), saved);
    });
  }
  for (const button of $$(".sends")) {
    button.addEventListener("click", () => {
      send("/api/decide", { ...aim(button), kind: button.dataset.kind }, null, stay);
    });
  }

  const undo = (decision) => send("/api/undo", { decision: decision || "", who: who.value }, null, (told) => {
    const there = told.anomaly && !decision ? `/anomaly/${told.anomaly}${location.pathname.startsWith("/anomaly/") ? location.search : ""}` : null;
    goTo(there, `${body.dataset.undone}: ${told.kind}`);
  });
  $("#undo").addEventListener("click", () => undo());
  for (const button of $$(".undo-this")) button.addEventListener("click", () => undo(button.dataset.decision));

  // --- editors
  const opened = (button) => $("form", document.getElementById(button.dataset.opens));
  const open = (button) => {
    const form = opened(button);
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (form.hidden) return;
    const first = $("textarea, select, input:not([type=hidden])", form);
    const chosen = String(getSelection() || "").trim();
    if (form.dataset.kind === "add-rule" && chosen) { form.elements.text.value = chosen; form.elements.trigger.value = chosen; }
    first.focus();
    form.scrollIntoView({ block: "nearest" });
    if ($(".live", form)) preview(form);
  };
  for (const button of $$(".opens")) button.addEventListener("click", () => open(button));
  for (const form of $$("form.editor")) {
    const leave = () => {
      form.hidden = true;
      const button = $(`[data-opens="${form.parentElement.id}"]`);
      button.setAttribute("aria-expanded", "false");
      button.focus();
    };
    $(".leave", form).addEventListener("click", leave);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(form));
      send("/api/decide", { ...fields, ...aim(form), kind: form.dataset.kind }, $(".problem", form),
        form.dataset.anomaly ? saved : stay);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); leave(); }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    });
    $(".split", form)?.addEventListener("click", () => {
      const at = String([...$("textarea", form).value.slice(0, $("textarea", form).selectionStart)].length);
      send("/api/decide", { ...aim(form), kind: "split", at, to: $("textarea", form).value }, $(".problem", form), stay);
    });
  }

  let wait;
  const preview = async (form) => {
    try {
      const answer = await post("/api/parse", { text: $(".live", form).value });
      if (answer.ok) $(".preview", form).innerHTML = await answer.text();
    } catch { /* told when it is saved */ }
  };
  for (const area of $$(".live")) {
    area.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => preview(area.form), 120); });
  }

  // --- pictures
  const boxOf = (picture) => picture.getAttribute("viewBox").split(" ").map(Number);
  const show = (picture, [x, y, w, h]) => picture.setAttribute("viewBox", [x, y, w, h].map((n) => n.toFixed(1)).join(" "));
  const zoom = (picture, by) => {
    const [x, y, w, h] = boxOf(picture);
    const width = Math.min(Math.max(w * by, 40), 6000);
    const height = (h * width) / w;
    show(picture, [x + (w - width) / 2, y + (h - height) / 2, width, height]);
  };
  for (const picture of $$("svg.picture")) {
    const first = boxOf(picture);
    const figure = picture.closest("figure");
    for (const button of $$("[data-zoom]", figure)) {
      button.addEventListener("click", () => {
        const how = button.dataset.zoom;
        if (how === "in") zoom(picture, 0.75);
        else if (how === "out") zoom(picture, 1 / 0.75);
        else show(picture, how === "page" ? picture.dataset.page.split(" ").map(Number) : first);
      });
    }
    picture.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(picture, event.deltaY > 0 ? 1.15 : 1 / 1.15);
    }, { passive: false });
    let held = null;
    picture.addEventListener("pointerdown", (event) => {
      held = { x: event.clientX, y: event.clientY, box: boxOf(picture) };
      picture.setPointerCapture(event.pointerId);
      picture.classList.add("moving");
    });
    picture.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [x, y, w, h] = held.box;
      const scale = Math.max(w / picture.clientWidth, h / picture.clientHeight);
      show(picture, [x - (event.clientX - held.x) * scale, y - (event.clientY - held.y) * scale, w, h]);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      picture.addEventListener(name, () => { held = null; picture.classList.remove("moving"); });
    }
    picture.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const [x, y, w, h] = boxOf(picture);
      show(picture, [x + (step[0] * w) / 10, y + (step[1] * h) / 10, w, h]);
    });
  }
  const marked = $(".drawn .marked");
  if (marked) {
    const room = marked.closest(".drawn");
    room.scrollTop = marked.offsetTop - room.offsetTop - room.clientHeight / 3;
    room.scrollLeft = marked.offsetLeft - room.offsetLeft - room.clientWidth / 3;
  }

  // --- keys
  const follow = (id) => { const link = document.getElementById(id); if (link) link.click(); };
  const focusFirst = () => {
    const target = location.hash ? $(location.hash) : null;
    if (target?.matches(".criterion")) target.scrollIntoView();
  };
  const edit = () => {
    const node = answer?.dataset.node || "";
    const rule = document.querySelector(`[data-opens="edit-${CSS.escape(node)}"]`);
    const button = rule || $(".opens.first") || $(".opens");
    if (button) open(button);
  };
  $("#edit")?.addEventListener("click", edit);
  $("#help").addEventListener("click", () => $("#keys").showModal());
  const keys = {
    j: () => follow($("#next") ? "next" : "start"), ArrowRight: () => follow($("#next") ? "next" : "start"),
    k: () => follow("previous"), ArrowLeft: () => follow("previous"),
    a: () => $('[data-answer="accept"]')?.click(), x: () => $('[data-answer="not-an-anomaly"]')?.click(),
    e: edit, u: () => { if (!$("#undo").disabled) undo(); }, o: () => location.assign("/" + location.search),
    "/": () => ($("#search") ? $("#search").focus() : location.assign("/")),
    "?": () => $("#keys").showModal(),
    "+": () => $('[data-zoom="in"]')?.click(), "=": () => $('[data-zoom="in"]')?.click(),
    "-": () => $('[data-zoom="out"]')?.click(), 0: () => $('[data-zoom="cell"]')?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.("input, textarea, select, dialog[open]")) {
      if (event.key === "Escape" && event.target.matches("input")) event.target.blur();
      return;
    }
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  focusFirst();
})();
