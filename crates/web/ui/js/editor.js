// Running text of editors: the text field becomes an editor with buttons. What it cannot hold without
// loss (nested lists, other languages, blocks written by hand) stays a text field.
import { baseKeymap, setBlockType, toggleMark } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Schema } from "prosemirror-model";
import { liftListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";

const say = (de, en) => (document.documentElement.lang === "en" ? en : de);

const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      group: "block", content: "text*", marks: "", defining: true, attrs: { level: { default: 1 } },
      parseDOM: [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: Math.max(1, Math.min(4, n - 1)) } })),
      toDOM: (node) => [`h${node.attrs.level + 1}`, 0],
    },
    bullet_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    ordered_list: { group: "block", content: "list_item+", parseDOM: [{ tag: "ol" }], toDOM: () => ["ol", 0] },
    list_item: { content: "paragraph", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    text: { group: "inline" },
    hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: {
      attrs: { href: {} }, inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (a) => ({ href: a.getAttribute("href") }) }],
      toDOM: (mark) => ["a", { href: mark.attrs.href }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});
const { nodes, marks } = schema;

/** Reads one line with marks; null for what this editor does not hold. */
function readInline(text) {
  const out = [];
  let at = 0;
  let plain = "";
  const active = { strong: false, em: false };
  let link = null;
  const set = () => [
    ...(link === null ? [] : [marks.link.create({ href: link })]),
    ...(active.strong ? [marks.strong.create()] : []),
    ...(active.em ? [marks.em.create()] : []),
  ];
  const flush = () => { if (plain) out.push(schema.text(plain, set())); plain = ""; };
  while (at < text.length) {
    const rest = text.slice(at);
    if (rest[0] === "\\" && rest.length > 1) { plain += rest[1]; at += 2; continue; }
    if (rest.startsWith("**")) { flush(); active.strong = !active.strong; at += 2; continue; }
    if (rest.startsWith("__")) { flush(); active.em = !active.em; at += 2; continue; }
    if (rest[0] === "[" && link === null) {
      const found = rest.match(/^\[((?:\\.|[^\\\]])*)\]\(([^)\s]+)\)/);
      if (!found) return null;
      flush();
      link = found[2];
      const inner = readInline(found[1]);
      if (inner === null) return null;
      const outer = set();
      out.push(...inner.map((node) => node.mark(outer.concat(node.marks))));
      link = null;
      at += found[0].length;
      continue;
    }
    if (rest[0] === "]" || rest[0] === "[") return null;
    plain += rest[0];
    at += 1;
  }
  flush();
  return active.strong || active.em ? null : out;
}

/** Reads the text form; null for what this editor does not hold. */
function read(text) {
  const blocks = [];
  let lines = [];
  let broken = false;
  const inline = (line) => { const got = readInline(line); if (got === null) broken = true; return got || []; };
  const flush = () => {
    if (lines.length === 0) return;
    const kind = /^- /.test(lines[0]) ? "bullet_list" : /^\d+\. /.test(lines[0]) ? "ordered_list" : "";
    if (kind) {
      const mark = kind === "bullet_list" ? /^- / : /^\d+\. /;
      if (!lines.every((line) => mark.test(line))) { broken = true; return; }
      blocks.push(nodes[kind].create(null, lines.map((line) =>
        nodes.list_item.create(null, nodes.paragraph.create(null, inline(line.replace(mark, "")))))));
    } else {
      const content = [];
      lines.forEach((line, n) => { if (n > 0) content.push(nodes.hard_break.create()); content.push(...inline(line)); });
      blocks.push(nodes.paragraph.create(null, content));
    }
    lines = [];
  };
  for (const line of text.split("\n")) {
    const heading = line.match(/^(#{1,4}) (.*)$/);
    if (/^:{2,3}/.test(line) || /^\s+\S/.test(line)) return null;
    if (line.trim() === "") flush();
    else if (heading) {
      flush();
      const words = inline(heading[2]);
      if (words.some((node) => node.marks.length > 0)) return null;
      blocks.push(nodes.heading.create({ level: heading[1].length }, words));
    } else if (line === "---") { flush(); blocks.push(nodes.horizontal_rule.create()); }
    else lines.push(line);
  }
  flush();
  if (broken) return null;
  return nodes.doc.create(null, blocks.length > 0 ? blocks : [nodes.paragraph.create()]);
}

const escape = (text) => text.replace(/[\\*_[\]]/g, "\\$&");
/** A line that would mean something by its beginning. */
const guard = (line) => line.replace(/^(#|-|:)/, "\\$1").replace(/^(\d+)\./, "$1\\.");

function writeInline(node) {
  let out = "";
  node.forEach((child) => {
    if (child.type === nodes.hard_break) { out += "\n"; return; }
    const has = (type) => type.isInSet(child.marks);
    const [, before, words, after] = child.text.match(/^(\s*)(.*?)(\s*)$/s);
    if (!words) { out += child.text; return; }
    let text = escape(words);
    if (has(marks.em)) text = `__${text}__`;
    if (has(marks.strong)) text = `**${text}**`;
    const link = has(marks.link);
    if (link) text = `[${text}](${link.attrs.href})`;
    out += before + text + after;
  });
  return out;
}

function write(doc) {
  const parts = [];
  doc.forEach((node) => {
    if (node.type === nodes.heading) parts.push(`${"#".repeat(node.attrs.level)} ${escape(node.textContent)}`);
    else if (node.type === nodes.horizontal_rule) parts.push("---");
    else if (node.type === nodes.bullet_list || node.type === nodes.ordered_list) {
      const lines = [];
      node.forEach((item, _, n) => {
        const mark = node.type === nodes.bullet_list ? "- " : `${n + 1}. `;
        lines.push(mark + writeInline(item.firstChild).replace(/\n/g, " "));
      });
      parts.push(lines.join("\n"));
    } else {
      const text = writeInline(node).split("\n").map(guard).join("\n");
      if (text.trim()) parts.push(text);
    }
  });
  return parts.join("\n\n");
}

/** Nothing but backslashes may differ between what stands there and what would be sent. */
const bare = (text) => text.replace(/\\/g, "").replace(/\s+$/gm, "").trim();

function mount(box) {
  const area = box.querySelector("textarea");
  const doc = read(area.value.replace(/\r\n?/g, "\n"));
  if (!doc || bare(write(doc)) !== bare(area.value)) return;
  const label = box.querySelector("label");
  label.id = `${area.id}-label`;

  const askLink = (state, dispatch) => {
    if (marks.link.isInSet(state.selection.$from.marks()) || state.doc.rangeHasMark(state.selection.from, state.selection.to, marks.link)) {
      return toggleMark(marks.link)(state, dispatch);
    }
    if (state.selection.empty) return false;
    if (!dispatch) return true;
    const href = window.prompt(say("Wohin führt der Link? Zum Beispiel https://… oder /kontakt", "Where does the link lead? For example https://… or /kontakt"));
    return href ? toggleMark(marks.link, { href: href.trim().replace(/[\s()]/g, encodeURIComponent) })(state, dispatch) : false;
  };
  const heading = (level) => (state, dispatch) => (state.selection.$from.parent.hasMarkup(nodes.heading, { level })
    ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level }))(state, dispatch);
  const inList = (state, type) => { const $from = state.selection.$from; return $from.depth >= 3 && $from.node($from.depth - 2).type === type; };
  const list = (type) => (state, dispatch) => (inList(state, type) ? liftListItem(nodes.list_item) : wrapInList(type))(state, dispatch);
  const tools = [
    [say("Fett", "Bold"), toggleMark(marks.strong), (s) => isActive(s, marks.strong)],
    [say("Betont", "Stressed"), toggleMark(marks.em), (s) => isActive(s, marks.em)],
    [say("Überschrift", "Heading"), heading(1), (s) => s.selection.$from.parent.hasMarkup(nodes.heading, { level: 1 })],
    [say("Kleinere Überschrift", "Smaller heading"), heading(2), (s) => s.selection.$from.parent.hasMarkup(nodes.heading, { level: 2 })],
    [say("Liste", "List"), list(nodes.bullet_list), (s) => inList(s, nodes.bullet_list)],
    [say("Nummerierte Liste", "Numbered list"), list(nodes.ordered_list), (s) => inList(s, nodes.ordered_list)],
    [say("Link", "Link"), askLink, (s) => isActive(s, marks.link)],
    [say("Rückgängig", "Undo"), undo, null],
    [say("Wiederholen", "Redo"), redo, null],
  ];
  const isActive = (state, type) => {
    const { from, to, empty, $from } = state.selection;
    return empty ? Boolean(type.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, type);
  };

  const bar = document.createElement("div");
  bar.className = "rh-tools";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", say("Text gestalten", "Shape the text"));
  const buttons = tools.map(([name, command]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rh-tools__button";
    button.textContent = name;
    button.addEventListener("click", () => { command(view.state, view.dispatch, view); view.focus(); });
    bar.append(button);
    return button;
  });
  const refresh = (state) => tools.forEach(([, command, active], n) => {
    buttons[n].setAttribute("aria-disabled", String(!command(state)));
    if (active) buttons[n].setAttribute("aria-pressed", String(active(state)));
  });

  const place = document.createElement("div");
  area.before(bar, place);
  area.hidden = true;
  // The hint is about the signs of the text field; the buttons say the same here.
  document.getElementById(`${area.id}-hint`).hidden = true;
  const view = new EditorView(place, {
    state: EditorState.create({
      doc,
      plugins: [
        history(),
        inputRules({ rules: [
          wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
          wrappingInputRule(/^(\d+)\.\s$/, nodes.ordered_list),
          textblockTypeInputRule(/^(#{1,4})\s$/, nodes.heading, (match) => ({ level: match[1].length })),
        ] }),
        keymap({
          "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo, "Mod-b": toggleMark(marks.strong),
          "Mod-i": toggleMark(marks.em), "Mod-k": askLink, Enter: splitListItem(nodes.list_item),
          "Shift-Enter": (state, dispatch) => {
            if (!state.selection.$from.parent.type.validContent || state.selection.$from.parent.type !== nodes.paragraph) return false;
            if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
            return true;
          },
        }),
        keymap(baseKeymap),
        new Plugin({ view: () => ({ update: (now) => refresh(now.state) }) }),
      ],
    }),
    attributes: { "aria-labelledby": label.id, role: "textbox", "aria-multiline": "true", class: "rh-writing__paper" },
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      if (!transaction.docChanged) return;
      area.value = write(view.state.doc);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  label.addEventListener("click", () => view.focus());
  refresh(view.state);
}

document.querySelectorAll("[data-rh-writing]").forEach(mount);

/** The page beside the text: another view without leaving, and again after every saving. */
function watch(box) {
  const pane = box.querySelector("iframe").parentElement;
  const views = [...box.querySelectorAll("[data-rh-view]")];
  let waiting = null;
  // The next state of the page is loaded behind the one that is seen, and takes its place when it
  // is there: nothing flickers, and it stays where it was scrolled to.
  const load = (keepsPlace) => {
    if (waiting) waiting.remove();
    const seen = pane.querySelector("iframe");
    const next = seen.cloneNode();
    waiting = next;
    next.src = box.querySelector("[data-rh-view][aria-current]").dataset.rhSheet;
    next.style.visibility = "hidden";
    next.inert = true;
    next.addEventListener("load", () => {
      if (waiting !== next) return;
      waiting = null;
      if (keepsPlace && seen.contentWindow) next.contentWindow.scrollTo(0, seen.contentWindow.scrollY);
      next.style.visibility = "";
      next.inert = false;
      seen.remove();
    });
    pane.append(next);
  };
  document.addEventListener("rh-saved", () => load(true));
  views.forEach((view) => view.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    views.forEach((one) => one.removeAttribute("aria-current"));
    view.setAttribute("aria-current", "page");
    pane.className = `rh-proof rh-proof--${view.dataset.rhView}`;
    box.querySelector("[data-rh-alone]").href = view.dataset.rhSheet;
    // What is saved with its button comes back with the same view.
    document.querySelectorAll("input[name=ansicht]").forEach((field) => { field.value = view.dataset.rhView; });
    load(false);
  }));
}

document.querySelectorAll("[data-rh-proofs]").forEach(watch);
