"use strict";
(() => {
  const PAGE = 50;
  const index = JSON.parse(document.getElementById("index").textContent);
  const byId = (id) => document.getElementById(id);
  const list = byId("list"), count = byId("count"), detail = byId("detail"), pages = byId("pages");
  let page = 0;

  // Everything from documents and answers is set as text, never as markup.
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const add = (parent, ...nodes) => { parent.append(...nodes.filter(Boolean)); return parent; };

  const MARKS = {
    right: ["✓ right", "good"], wrong: ["✗ wrong", "bad"], failed: ["! failed", "bad"],
    unjudged: ["– no rules", "soft"],
  };
  const VERDICTS = {
    supported: ["✓ supported", "good"], contradicted: ["✗ contradicted", "bad"],
    not_enough_evidence: ["? not found", "doubt"],
  };
  const mark = (pair) => make("span", "mark " + pair[1], pair[0]);

  const wanted = () => {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = byId("state").value, kind = byId("kind").value;
    return index.filter((row) =>
      (!state || row.state === state || (state === "changed" && row.changed)) &&
      (!kind || row.kind === kind) &&
      words.every((word) => (row.id + " " + row.question).toLowerCase().includes(word)));
  };

  const show = () => {
    const rows = wanted();
    const last = Math.max(0, Math.ceil(rows.length / PAGE) - 1);
    page = Math.min(page, last);
    count.textContent = rows.length + " of " + index.length + " answers";
    pages.textContent = "page " + (page + 1) + " of " + (last + 1);
    byId("before").disabled = page === 0;
    byId("after").disabled = page === last;
    list.replaceChildren(...rows.slice(page * PAGE, (page + 1) * PAGE).map((row) => {
      const link = make("a");
      link.href = "#q=" + encodeURIComponent(row.id) + "&n=" + row.at;
      add(link, mark(MARKS[row.state]), make("span", "text", row.question),
        make("span", "soft", row.changed || ""));
      if (row.wrong) add(link, make("span", "wrongs", row.wrong));
      return add(make("li"), link);
    }));
  };

  const source = (quoted) => make("p", "source",
    [quoted.title, quoted.uri, quoted.published_at].filter(Boolean).join(" · "));
  const quote = (quoted, gold) => {
    const node = make("blockquote", gold ? "gold" : "", quoted.quote || "(no words given)");
    return add(make("div"), gold ? make("p", "mark good", "✓ holds a gold quote") : null, node,
      source(quoted));
  };
  const told = (sentence) => {
    const part = make("div", "panel");
    const head = make("p");
    if (sentence.label) {
      add(head, mark(VERDICTS[sentence.label]), document.createTextNode(" "));
      if (sentence.score !== null) add(head, make("span", "soft", sentence.score.toFixed(2) + " "));
    }
    add(part, add(head, make("span", "", sentence.text)));
    if (sentence.reason) add(part, make("p", "soft", sentence.reason));
    return add(part, ...sentence.citations.map((each) => quote(each, false)));
  };
  const pairs = (rows) => {
    const node = make("dl");
    rows.filter((row) => row[1] !== "" && row[1] !== null && row[1] !== undefined)
      .forEach((row) => add(node, make("dt", "", row[0]), make("dd", "", String(row[1]))));
    return node.children.length ? node : null;
  };
  const block = (title, nodes) => nodes.length ? [make("h3", "", title), ...nodes] : [];
  const fold = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

  const rules = (question) => pairs([
    ["expected", question.expected_status],
    ["first word", question.polarity],
    ["must be told", question.must_include.map((group) => group.join(" or ")).join("; ")],
    ["must not be told", question.must_not_include.join("; ")],
    ["reference", question.reference_answer.join(" / ")],
    ["sources", question.gold_sources.join(", ")],
    ["kind", question.kind], ["tags", question.tags.join(", ")], ["note", question.note],
  ]);

  const opened = (row) => {
    const result = JSON.parse(byId("r" + row.at).textContent);
    const question = result.question, response = result.response;
    const nodes = [];
    const back = make("a", "", "← all questions");
    back.href = "#questions";
    const heading = make("h2", "", question.question);
    heading.tabIndex = -1;
    nodes.push(add(make("p"), back), heading);
    nodes.push(add(make("p"), mark(MARKS[row.state]),
      document.createTextNode(" " + (result.error || result.wrong.join("; ")))));
    if (question.history.length) nodes.push(...block("Asked after",
      question.history.map((turn) => make("p", "soft", turn.role + ": " + turn.content))));
    if (response) {
      nodes.push(...block("Answer" + (response.status ? ": " + response.status : ""),
        [make("p", "answer", response.text || "(nothing)")]));
      if (row.before !== undefined) nodes.push(...block("Before: " + row.beforeStatus,
        [make("p", "answer soft", row.before || "(nothing)")]));
      if (response.sides.length) nodes.push(make("h3", "", "Sides"),
        add(make("div", "sides"), ...response.sides.map((side) => add(make("div", "panel"),
          make("p", "mark", side.value), make("p", "", side.text),
          side.note ? make("p", "soft", side.note) : null,
          ...side.citations.map((each) => quote(each, false))))));
      nodes.push(...block("Sentences", response.told.map(told)));
      nodes.push(...block("Notes", response.notes.map((note) => make("p", "", note))));
      nodes.push(...block("Written, not shown", response.removed.map(told)));
    }
    nodes.push(...block("What a right answer is", [rules(question)].filter(Boolean)));
    nodes.push(...block("Scores", [pairs([
      ...Object.entries(result.scores).map((each) => [each[0], each[1].toFixed(3)]),
      ["seconds", result.seconds.toFixed(2)],
      ["model requests", response && response.usage.requests ? response.usage.requests : ""],
    ])].filter(Boolean)));
    if (response) {
      const gold = question.gold_quotes.map(fold);
      nodes.push(...block("Found, best first", response.contexts.map((each) =>
        quote(each, gold.some((words) => fold(each.quote).includes(words))))));
      nodes.push(pairs([["searched", response.searched], ["answer id", response.answer_id]]));
    }
    detail.replaceChildren(...nodes.filter(Boolean));
    heading.focus();
  };

  const route = () => {
    const found = /^#q=([^&]*)(?:&n=(\d+))?$/.exec(location.hash);
    const id = found && decodeURIComponent(found[1]);
    const row = found && (index[Number(found[2])] || index.find((each) => each.id === id));
    byId("browse").hidden = Boolean(row);
    detail.hidden = !row;
    byId("overview").hidden = Boolean(row);
    if (row) { opened(row); window.scrollTo(0, 0); }
  };

  for (const id of ["search", "state", "kind"]) {
    byId(id).addEventListener("input", () => { page = 0; show(); });
  }
  byId("before").addEventListener("click", () => { page -= 1; show(); list.focus(); });
  byId("after").addEventListener("click", () => { page += 1; show(); list.focus(); });
  byId("search").form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", route);
  byId("browse").hidden = false;
  show();
  route();
})();
