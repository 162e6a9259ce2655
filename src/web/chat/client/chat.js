// The family's page with JavaScript: the same forms, sent without loading the page again. No framework, no HTML strings.
(() => {
  'use strict';
  const RETRY_MS = [1500, 3000, 6000, 12000];
  const POLL_MS = 15000;
  const SLOW_POLL_MS = 60000;

  const $ = (id) => document.getElementById(id);
  const make = (tag, props = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), props);
    node.append(...children.filter((child) => child !== null));
    return node;
  };
  /** Works without TLS too, where `crypto.randomUUID` is missing. */
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  };
  const filled = (words, slots) => words.replace(/\{(\w+)\}/g, (whole, name) => slots[name] ?? whole);

  const holder = $('state');
  const log = $('log');
  if (!holder || !log) return;
  const state = JSON.parse(holder.textContent);
  const { words } = state;
  const now = $('now');
  const status = $('status');
  const shownDeliveries = new Set(state.deliveries);
  let hideAt = state.idleIn === null ? null : Date.now() + state.idleIn;
  let isSending = false;
  /** Not known to be saved: the same words again are the same message. */
  let unsent = null;
  let isBegun = state.turn > 0;
  const idleMs = 15 * 60000;
  const isGone = () => document.body.dataset.gone !== undefined;

  /** What stands on the screen now; leaving hides all up to it. */
  function seen(turn) {
    state.turn = turn;
    document.body.dataset.turn = String(turn);
  }

  // ---- What is said

  const phone = ({ number, label }) =>
    make(
      'a',
      { className: 'tel', href: `tel:${number.replaceAll('-', '')}` },
      make('b', { textContent: number }),
      ' ',
      make('span', { textContent: label }),
    );

  function say({ from, text, numbers, when }) {
    const node = make(
      'div',
      { className: `said ${from} new` },
      make('span', { className: 'vh', textContent: `${from === 'me' ? words.you : words.name}: ` }),
      make('p', { textContent: text }),
      numbers && numbers.length > 0 ? make('p', { className: 'tels' }, ...numbers.map(phone)) : null,
      when ? make('time', { dateTime: when.iso, textContent: when.shown }) : null,
    );
    log.append(node);
    return node;
  }

  // ---- What is asked

  const chatForm = (className, ...children) => {
    const form = make('form', { className, method: 'post', action: '/chat/messages' }, ...children);
    form.dataset.chat = '';
    return form;
  };
  const choiceButton = (className, value, label) => make('button', { className, name: 'choice', value, textContent: label });

  function choicesForm({ id, choices, multiple }) {
    if (!multiple) {
      const buttons = choices.map(({ value, label }) => choiceButton('choice', value, label));
      if (id === 'lang') for (const button of buttons) button.lang = button.value;
      return chatForm('choices', ...buttons);
    }
    const boxes = choices.map(({ value, label }) =>
      make(
        'label',
        { className: 'check' },
        make('input', { type: 'checkbox', name: 'choice', value }),
        make('span', { textContent: label }),
      ),
    );
    return chatForm(
      'choices',
      make('fieldset', {}, make('legend', { textContent: words.several }), ...boxes),
      make('button', { className: 'main', textContent: words.send }),
    );
  }

  function writeForm(question) {
    const hasChoices = Boolean(question && question.choices && question.choices.length > 0);
    const text = make('textarea', { id: 'text', name: 'text', rows: 1, maxLength: 4000, required: true });
    if (question && question.type === 'contact') text.inputMode = 'tel';
    const form = chatForm(
      'write',
      make('label', { htmlFor: 'text', textContent: hasChoices ? words.or_write : words.write }),
      make('div', {}, text, make('button', { className: 'main', textContent: words.send })),
    );
    form.autocomplete = 'off';
    return form;
  }

  function waysForm(question) {
    const asks = question && question.id !== 'lang';
    const ways = [];
    if (asks && question.optional && question.id !== 'summary') ways.push(['skip', words.skip]);
    if (asks) ways.push(['why', words.why], ['back', words.back]);
    ways.push(['human', words.human]);
    return chatForm('ways', ...ways.map(([value, label]) => choiceButton('way', value, label)));
  }

  function progressLine(progress) {
    const value = Math.round(progress * 100);
    const told = filled(words.progress, { percent: value });
    const bar = make('progress', { max: 100, value });
    bar.setAttribute('aria-label', told);
    return make('p', { className: 'progress', id: 'progress' }, make('span', { textContent: told }), bar);
  }

  function ask({ question, progress }) {
    const draft = $('text') ? $('text').value : '';
    const waits = !question && progress < 1;
    const goOn = waits ? chatForm('choices', choiceButton('main', 'continue', words.go_on)) : null;
    if (goOn) goOn.dataset.at = '0';
    now.replaceChildren(
      ...[
        question && progress > 0 ? progressLine(progress) : null,
        question && question.choices && question.choices.length > 0 ? choicesForm(question) : null,
        goOn,
        writeForm(question),
        waysForm(question),
      ].filter((part) => part !== null),
    );
    $('text').value = draft;
  }

  /** What she said last stands on top, the answer and the question below it. */
  function toTheEnd() {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const mine = log.querySelectorAll('.me');
    const target = mine[mine.length - 1] || log.lastElementChild || now;
    target.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' });
  }

  // ---- Sending: shown at once, kept until it is saved, always under the same id

  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  async function post(message) {
    const response = await fetch('/chat/messages', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-FirstStep-Page': '1' },
      body: JSON.stringify(message),
    });
    if (response.ok) return { reply: await response.json() };
    const problem = await response.json().catch(() => ({}));
    return { status: response.status, after: Number(response.headers.get('Retry-After') || 0), help: problem.messages || [] };
  }

  /** Resolves with the answer, or with what to tell her. */
  async function persist(message) {
    let isHelped = false;
    for (const pause of [0, ...RETRY_MS]) {
      await wait(pause);
      if (isGone()) return {};
      try {
        const result = await post(message);
        if (result.reply) return result;
        // Nobody waits for the next try to see the numbers.
        if (!isHelped && result.help.length > 0) {
          isHelped = true;
          for (const said of result.help) say({ from: 'us', ...said });
          log.lastElementChild.scrollIntoView({ block: 'nearest' });
        }
        if (result.status === 429) return { trouble: filled(words.wait, { seconds: result.after }) };
        if (result.status < 500) return { trouble: words.not_saved };
      } catch {
        // No network: tried again below.
      }
    }
    return { trouble: words.not_saved };
  }

  function lock(isLocked) {
    isSending = isLocked;
    for (const control of now.querySelectorAll('button')) control.disabled = isLocked;
  }

  function show(reply) {
    if (reply.hidden) {
      location.reload();
      return;
    }
    for (const message of reply.messages) say({ from: 'us', ...message });
    seen(reply.turn);
    hideAt = Date.now() + idleMs;
    if (reply.forgotten) {
      now.replaceChildren(make('p', {}, make('a', { className: 'button', href: '/', textContent: words.go_on })));
      hideAt = null;
      isBegun = false;
      return;
    }
    ask(reply);
  }

  function failed(message, line, text) {
    unsent = message;
    status.textContent = '';
    line.remove();
    const notice = make('p', { className: 'notice trouble', textContent: text });
    notice.setAttribute('role', 'alert');
    const again = make('button', { className: 'main', type: 'button', textContent: words.again });
    again.addEventListener('click', () => {
      notice.remove();
      again.remove();
      void send(message, line.dataset.shown);
    });
    for (const old of now.querySelectorAll('.notice')) old.remove();
    now.prepend(notice, again);
    if (message.text) $('text').value = message.text;
    again.focus();
  }

  async function send(message, shown) {
    if (isSending) return;
    for (const old of now.querySelectorAll('.notice, .notice + button')) old.remove();
    lock(true);
    const line = say({ from: 'me', text: shown });
    line.dataset.shown = shown;
    line.classList.add('waiting');
    status.textContent = words.sending;
    if (message.text) $('text').value = '';
    toTheEnd();
    const isSame = unsent && unsent.text === message.text && String(unsent.choice) === String(message.choice);
    const sent = isSame ? unsent : message;
    const result = await persist(sent);
    if (isGone()) return;
    lock(false);
    if (!result.reply) {
      failed(sent, line, result.trouble);
      return;
    }
    unsent = null;
    status.textContent = '';
    line.classList.remove('waiting');
    const hadFocus = now.contains(document.activeElement) || document.activeElement === document.body;
    show(result.reply);
    if (hadFocus) now.focus({ preventScroll: true });
    toTheEnd();
  }

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.chat === undefined) return;
    event.preventDefault();
    const data = new FormData(form);
    const pressed = event.submitter && event.submitter.name === 'choice' ? event.submitter : null;
    const at = Number(form.dataset.at ?? data.get('at') ?? state.turn);
    const base = { id: uuid(), at: form.dataset.at === undefined && data.get('at') !== '0' ? state.turn : at };
    const text = String(data.get('text') ?? '').trim();
    if (pressed) void send({ ...base, choice: pressed.value }, pressed.textContent);
    else if (text !== '') void send({ ...base, text }, text);
    else {
      const boxes = [...form.querySelectorAll('input[name="choice"]')].filter((box) => box.type === 'hidden' || box.checked);
      const labels = boxes.map((box) => (box.parentElement instanceof HTMLLabelElement ? box.parentElement.textContent : words.again));
      if (boxes.length === 0) form.querySelector('input[type="checkbox"]')?.focus();
      else void send({ ...base, choice: boxes.map((box) => box.value) }, labels.join(', '));
    }
  });
  document.addEventListener('keydown', (event) => {
    // Enter also ends a syllable in Korean and a word in Chinese: those are not meant as "send".
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (!(event.target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });

  // ---- What comes by itself, while somebody looks

  let quietPolls = 0;
  let timer = 0;
  async function look() {
    if (isGone() || document.hidden || isSending || !isBegun) return;
    const response = await fetch(`/chat/messages?after=${state.turn}`, {
      headers: { Accept: 'application/json', 'X-FirstStep-Page': '1' },
    });
    if (response.status === 401) location.reload();
    if (!response.ok || isSending) return;
    const news = await response.json();
    if (isSending) return;
    if (news.away) {
      location.reload();
      return;
    }
    const fresh = news.messages.filter((line) => (line.delivery ? !shownDeliveries.has(line.delivery) : line.turn > state.turn));
    quietPolls = fresh.length > 0 ? 0 : quietPolls + 1;
    for (const line of fresh) {
      if (line.delivery) shownDeliveries.add(line.delivery);
      say(line);
    }
    if (fresh.length > 0) status.textContent = words.news;
    if (news.turn > state.turn) {
      seen(news.turn);
      ask(news);
    }
  }
  function plan() {
    clearTimeout(timer);
    timer = setTimeout(() => void lookAndPlan(), quietPolls > 20 ? SLOW_POLL_MS : POLL_MS);
  }
  async function lookAndPlan() {
    try {
      await look();
    } catch {
      quietPolls += 1; // No network: looked again later.
    }
    plan();
  }
  plan();

  // ---- After the pause nothing old may stand here; timers sleep with the phone, so looks count too

  function hideWhenDue() {
    if (hideAt !== null && Date.now() >= hideAt) location.reload();
  }
  setInterval(hideWhenDue, 5000);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    hideWhenDue();
    quietPolls = 0;
    look().catch(() => {
      quietPolls += 1; // No network: the timer looks again.
    });
  });
  if (location.hash === '' && log.childElementCount > 3) toTheEnd();
})();
