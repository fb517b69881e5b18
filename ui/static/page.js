// What the page does in the browser beyond gradio: sources light up and open beside the answer, a
// link reopens the conversation, answers are copied, feedback is sent. Texts come from the server
// escaped, and are written here with textContent only.
(() => {
  'use strict';
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const dialogs = {};
  let opener = null;

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const say = (words, region = '#status') => {
    const line = document.querySelector(`${region} .cp-note`);
    if (line) line.textContent = words;
  };

  // A citation lights up its card.
  const light = (event, on) => {
    const cite = event.target.closest?.('.cp-cite');
    if (!cite) return;
    const around = cite.closest('.cp-turn, .cp-report-text') ?? document;
    for (const link of around.querySelectorAll('.cp-card h3 a')) {
      if (link.getAttribute('href') !== cite.getAttribute('href')) continue;
      const card = link.closest('.cp-card');
      const list = link.closest('.cp-sources');
      card.classList.toggle('cp-lit', on);
      if (on && list && list.scrollHeight > list.clientHeight)
        list.scrollTop += card.getBoundingClientRect().top - list.getBoundingClientRect().top - 8;
    }
  };
  for (const [name, on] of [['mouseover', true], ['focusin', true], ['mouseout', false], ['focusout', false]])
    document.addEventListener(name, (event) => light(event, on));

  // Dialogs: made once, closed by Esc, by their button or by a click beside them.
  const dialog = (name, heading, className, ...body) => {
    if (dialogs[name]) return dialogs[name];
    const title = make('h2', { id: `cp-${name}-title`, textContent: heading });
    const close = make('button', { type: 'button', className: 'cp-action', textContent: 'Close' });
    const head = make('div', { className: 'cp-dialog-head' }, title, close);
    const made = make('dialog', { className: `cp-dialog ${className}` }, head, ...body);
    made.setAttribute('aria-labelledby', title.id);
    close.addEventListener('click', () => made.close());
    made.addEventListener('click', (event) => event.target === made && made.close());
    // The browser gives the focus back itself, but a click need not have given it to the opener.
    made.addEventListener('close', () => {
      if (document.activeElement === document.body && opener?.isConnected) opener.focus();
    });
    document.querySelector('.gradio-container').append(made);
    dialogs[name] = { made, title, head };
    return dialogs[name];
  };

  // A source opens beside the answer, scrolled to the quoted words; in a frame that runs nothing.
  const view = (link) => {
    const frame = make('iframe', { title: 'Document', sandbox: '' });
    const apart = make('a', { className: 'cp-action', target: '_blank', rel: 'noopener', textContent: 'Open in a tab' });
    const viewer = dialog('viewer', '', 'cp-viewer', frame);
    if (!viewer.frame) {
      Object.assign(viewer, { frame, apart });
      viewer.title.after(apart);
      viewer.made.addEventListener('close', () => { viewer.frame.src = 'about:blank'; });
    }
    const named = link.title || link.textContent;
    viewer.title.textContent = named;
    viewer.frame.title = `Document: ${named}`;
    viewer.frame.src = link.href;
    viewer.apart.href = link.href;
    opener = link;
    viewer.made.showModal();
  };

  // Feedback on an answer or on one of its sentences.
  const KINDS = [['wrong', 'It is wrong'], ['unhelpful', 'It does not help'],
    ['missing_source', 'A source is missing'], ['right', 'It is right and useful']];
  const feedback = (button) => {
    const quote = make('blockquote');
    const choices = make('fieldset', {}, make('legend', { textContent: 'What about it?' }));
    for (const [value, words] of KINDS) {
      const radio = make('input', { type: 'radio', name: 'kind', value, required: true });
      choices.append(make('label', {}, radio, ` ${words}`));
    }
    const comment = make('textarea', { name: 'comment', rows: 2, maxLength: 4000 });
    const better = make('textarea', { name: 'better', rows: 2, maxLength: 4000 });
    const send = make('button', { className: 'cp-action', textContent: 'Send' });
    const result = make('p', { className: 'cp-note' });
    result.setAttribute('role', 'status');
    const form = make('form', { className: 'cp-form' }, quote, choices,
      make('label', {}, 'Why? (optional)', comment),
      make('label', {}, 'What should it say? (optional)', better), send, result);
    const asked = dialog('feedback', 'Feedback', 'cp-narrow', form);
    if (!asked.form) {
      Object.assign(asked, { form, quote, result });
      form.addEventListener('submit', async (event) => {
        event.preventDefault();
        const given = Object.fromEntries(new FormData(form));
        const { answer, claim, source } = form.dataset;
        const at = (index) => (index ? Number(index) : null);
        const body = { answer_id: answer, claim: at(claim), source: at(source), ...given };
        const reply = await post('/api/feedback', body);
        asked.result.textContent = reply.ok ? '' : `This did not work: ${reply.message}`;
        if (!reply.ok) return;
        asked.made.close();
        say('Thank you: your feedback is stored.');
      });
    }
    asked.form.reset();
    asked.result.textContent = '';
    asked.form.dataset.answer = button.dataset.answer;
    asked.form.dataset.claim = button.dataset.claim ?? '';
    asked.form.dataset.source = button.dataset.source ?? '';
    asked.quote.textContent = button.dataset.sentence ?? '';
    asked.quote.hidden = !button.dataset.sentence;
    opener = button;
    asked.made.showModal();
  };

  const post = async (address, body) => {
    try {
      const reply = await fetch(address, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
      });
      const said = await reply.json();
      return { ok: reply.ok, message: said.error?.message ?? '' };
    } catch (error) {
      return { ok: false, message: 'the server cannot be reached' };
    }
  };

  const copy = async (button) => {
    const reply = await fetch(button.dataset.from);
    if (!reply.ok) return say('This cannot be copied: it is not stored any more.', button.dataset.say);
    await navigator.clipboard.writeText(await reply.text());
    say('Copied, with its sources.', button.dataset.say);
  };

  document.addEventListener('click', (event) => {
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = event.target.closest?.('a.cp-open');
    if (link && plain) {
      event.preventDefault();
      view(link);
      return;
    }
    const button = event.target.closest?.('button');
    if (button?.matches('.cp-report')) feedback(button);
    else if (button?.matches('.cp-go'))
      document.querySelector(`#views [role=tab][data-tab-id=${button.dataset.tab}]`)?.click();
    else if (button?.matches('.cp-copy')) copy(button).catch(() => say('The browser did not allow copying.', button.dataset.say));
  });

  // A question that has to wait for others says so; the first word of the server takes its place.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && event.target.closest?.('#question'))
      say('Waiting for its turn …');
  });

  // The page is written again as an answer grows: what was open stays open, focus stays put, the
  // address names the answers, and a new question scrolls into sight.
  const openParts = new Map();
  document.addEventListener('toggle', (event) => {
    const key = event.target.dataset?.key;
    if (key) openParts.set(key, event.target.open);
  }, true);
  let turns = 0;
  const settle = () => {
    for (const part of document.querySelectorAll('details[data-key]')) {
      const open = openParts.get(part.dataset.key);
      if (open !== undefined && part.open !== open) part.open = open;
    }
    const articles = document.querySelectorAll('#chat .cp-turn');
    if (articles.length > turns && turns + 1 === articles.length)
      articles[turns].scrollIntoView({ block: 'start', behavior: calm.matches ? 'auto' : 'smooth' });
    if (articles.length < turns) openParts.clear();
    turns = articles.length;
    const ids = [...articles].map((article) => article.dataset.answer).filter(Boolean);
    const address = new URL(location.href);
    if (ids.length) address.searchParams.set('c', ids.join(','));
    else if (started) address.searchParams.delete('c');
    started ||= turns > 0;
    const report = document.querySelector('#check-report [data-check]');
    if (report && report.dataset.check !== checked) {
      checked = report.dataset.check;
      address.searchParams.set('check', checked);
    }
    if (address.href !== location.href) history.replaceState(history.state, '', address);
  };
  let started = false;
  let checked = null;
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; settle(); });
  }).observe(document.documentElement, { subtree: true, childList: true });
})();
