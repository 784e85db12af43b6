// A field of a form in which one types to find an option: a box with a list of its own (an ARIA combobox). What the field holds is always an
// option that was chosen, by a click, Enter or Tab; of what was typed and not chosen it says so. Options: [{ text, value, description }].
"use strict";

const labelOf = (option) => emoji(option.text.text);

// look(typed): gives the options, perhaps later. The node: data-value is what was chosen, data-typed what was typed and is not chosen.
function chooser({ id, name, initial, placeholder, look }) {
  let options = [], active = -1, asked = 0, chosen = null;
  const list = el("ul", { id: id + "-list", role: "listbox", hidden: true });
  const means = el("div", { class: "note", role: "status" });
  const box = el("input", { id, type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false", placeholder: placeholder ?? "Choose, or type to search" });
  const node = el("div", { class: "chooser", "data-field": name }, box, list, means);

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open || active < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", `${id}-${active}`);
  }
  function draw() {
    const one = (option, i) => el("li", { role: "option", id: `${id}-${i}`, "aria-selected": String(i === active), onmousedown: (e) => { e.preventDefault(); choose(option); } },
      el("b", {}, labelOf(option)), option.description ? el("small", {}, emoji(option.description.text)) : null);
    list.replaceChildren(...(options.length ? options.map(one) : [el("li", { class: "hint", role: "presentation" }, "Nothing matches.")]));
    show(true);
    list.scrollIntoView({ block: "nearest" });
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }
  function say() {
    const typed = node.dataset.typed, first = options[Math.max(active, 0)];
    if (!typed) means.textContent = chosen?.description ? emoji(chosen.description.text) : "";
    else if (!list.hidden && first) means.textContent = `Enter takes “${labelOf(first)}”.`;
    else means.textContent = `“${typed}” is not chosen: nothing is, until an entry of the list is taken.`;
  }
  function hold(option) {
    chosen = option;
    box.value = option ? labelOf(option) : box.value;
    node.dataset.value = option?.value ?? "";
    node.dataset.typed = option ? "" : box.value;
  }
  function choose(option) {
    hold(option);
    show(false);
    say();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  async function search(typed, pickFirst = false) {
    const question = ++asked, found = await look(typed);
    if (question !== asked || document.activeElement !== box) return;
    options = found;
    active = typed && found.length ? 0 : found.findIndex((one) => one.value === chosen?.value);
    if (pickFirst && active < 0 && found.length) active = 0;
    draw();
    say();
  }
  const pressed = {
    ArrowDown: () => step(1), ArrowUp: () => step(-1),
    Enter: () => active >= 0 && !list.hidden && (choose(options[active]), true),
    // The list goes before the focus does: a list that scrolls is a place where Tab would stop.
    Tab: () => { if (active >= 0 && !list.hidden) choose(options[active]); show(false); return false; },
    // An answer that is still on its way must not open it again.
    Escape: () => !list.hidden && (++asked, show(false), say(), true),
  };
  function step(by) {
    if (list.hidden) search(node.dataset.typed, true);
    else if (options.length) {
      active = active < 0 ? (by < 0 ? options.length - 1 : 0) : (active + by + options.length) % options.length;
      draw();
      say();
    }
    return true;
  }

  box.addEventListener("focus", () => {
    const quiet = box.dataset.quiet;
    delete box.dataset.quiet;
    if (!chosen && !quiet) search(node.dataset.typed);
  });
  box.addEventListener("click", () => { if (list.hidden) search(node.dataset.typed); });
  box.addEventListener("input", () => { hold(null); search(box.value.trim()); });
  box.addEventListener("keydown", (e) => { if (!e.isComposing && pressed[e.key]?.()) { e.preventDefault(); e.stopPropagation(); } });
  box.addEventListener("blur", () => {
    ++asked;  // what is still on its way comes too late
    const typed = node.dataset.typed.trim().toLowerCase(), exact = options.find((one) => typed && labelOf(one).toLowerCase() === typed);
    show(false);
    if (exact) choose(exact);
    else say();
  });
  node.take = hold;
  hold(initial ?? null);
  say();
  return node;
}

// The options of a menu that stand in the form itself.
const lookAmong = (options) => (typed) => options.filter((one) => (labelOf(one) + " " + (one.description?.text ?? "")).toLowerCase().includes(typed.toLowerCase()));
