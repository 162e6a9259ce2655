import { html, type Html } from './html.ts';
import { type Asked, type ChatPage, type Frame, GO_ON } from './model.ts';
import { bubble, documentOf, noticeLine, privacy, urgentNumbers } from './parts.ts';
import { returnForm } from './welcome.ts';
import { filled, type PageWord } from './words.ts';

/** Longest text that a family may write at once (conversation limits). */
const MAX_TEXT = 4_000;

/** Words that the script says by itself. */
const SCRIPT_WORDS = [
  'you',
  'name',
  'write',
  'or_write',
  'several',
  'send',
  'skip',
  'back',
  'why',
  'human',
  'go_on',
  'progress',
  'sending',
  'not_saved',
  'wait',
  'again',
  'news',
] as const satisfies readonly PageWord[];

const hiddenFields = ({ id, turn }: ChatPage): Html =>
  html`<input type="hidden" name="id" value="${id}"><input type="hidden" name="at" value="${turn}">`;

function choicesForm(question: Asked, page: ChatPage, { words }: Frame): Html | null {
  const { choices = [], multiple } = question;
  if (choices.length === 0) return null;
  const options = multiple
    ? html`<fieldset><legend>${words.several}</legend>${choices.map(
        ({ value, label }) =>
          html`<label class="check"><input type="checkbox" name="choice" value="${value}"><span>${label}</span></label>`,
      )}</fieldset><button class="main">${words.send}</button>`
    : choices.map(
        ({ value, label }) =>
          html`<button class="choice" name="choice" value="${value}"${question.id === 'lang' ? html` lang="${value}"` : null}>${label}</button>`,
      );
  return html`<form method="post" action="/chat/messages" class="choices" data-chat>${hiddenFields(page)}${options}</form>`;
}

function textForm(page: ChatPage, { words }: Frame): Html {
  const hasChoices = (page.question?.choices?.length ?? 0) > 0;
  const mode = page.question?.type === 'contact' ? html` inputmode="tel"` : null;
  return html`<form method="post" action="/chat/messages" class="write" data-chat autocomplete="off">${hiddenFields(page)}
<label for="text">${hasChoices ? words.or_write : words.write}</label>
<div><textarea id="text" name="text" rows="1" maxlength="${MAX_TEXT}" required${mode}>${page.unsentText ?? ''}</textarea><button class="main">${words.send}</button></div></form>`;
}

/** Ways around the question: never a dead end. */
function wayOut(page: ChatPage, { words }: Frame): Html {
  const { question } = page;
  const asks = question !== null && question.id !== 'lang';
  const ways: [string, string][] = [];
  if (asks && question.optional && question.id !== 'summary') ways.push(['skip', words.skip]);
  if (asks) ways.push(['why', words.why], ['back', words.back]);
  ways.push(['human', words.human]);
  return html`<form method="post" action="/chat/messages" class="ways" data-chat>${hiddenFields(page)}${ways.map(
    ([value, label]) => html`<button class="way" name="choice" value="${value}">${label}</button>`,
  )}</form>`;
}

/** Takes the conversation up again. It answers to no turn, so that it can answer no question. */
const goOnForm = ({ id }: ChatPage, { words }: Frame): Html =>
  html`<form method="post" action="/chat/messages" class="choices" data-chat><input type="hidden" name="id" value="${id}"><input type="hidden" name="at" value="0"><button class="main" name="choice" value="${GO_ON}">${words.go_on}</button></form>`;

/** A choice that could not be kept, ready to be sent once more. */
const resendForm = (page: ChatPage, values: readonly string[], { words }: Frame): Html =>
  html`<form method="post" action="/chat/messages" class="choices" data-chat>${hiddenFields(page)}${values.map(
    (value) => html`<input type="hidden" name="choice" value="${value}">`,
  )}<button class="main">${words.again}</button></form>`;

function progressOf({ progress, question }: ChatPage, { words }: Frame): Html | null {
  if (!question || progress === 0) return null;
  const percent = Math.round(progress * 100);
  return html`<p class="progress" id="progress"><span>${filled(words.progress, { percent })}</span><progress max="100" value="${percent}" aria-label="${filled(words.progress, { percent })}"></progress></p>`;
}

function menu(frame: Frame, page: ChatPage): Html {
  const { words, languages, lang } = frame;
  return html`<details class="card menu"><summary>${words.menu}</summary>
<h2>${words.language}</h2>
<form method="post" action="/chat/messages" class="grid"><input type="hidden" name="id" value="${page.id}">${languages.map(
    (one) =>
      html`<button class="plain" name="locale" value="${one.lang}" lang="${one.lang}"${one.lang === lang ? html` aria-current="true"` : null}>${one.name}</button>`,
  )}</form>
<h2>${words.word}</h2><p>${words.word_help}</p>
<form method="post" action="/chat/word" class="stack" autocomplete="off"><label for="word">${words.word_label}</label><input id="word" name="word" type="password" required minlength="4" maxlength="60" autocomplete="off"><button class="plain">${words.word_set}</button></form>
<h2>${words.delete}</h2><p>${words.delete_ask}</p><p><a class="button plain" href="/chat/delete">${words.delete}</a></p>
<h2>${words.exit}</h2><p>${words.exit_hint}</p>
</details>`;
}

/** The conversation, from the first answer on. */
export function renderChat(frame: Frame, page: ChatPage): string {
  const { words } = frame;
  const said = Object.fromEntries(SCRIPT_WORDS.map((word) => [word, words[word]]));
  // The browser goes to the newest answer after a form was sent; the first screen stays where it is.
  const here = page.begins ? -1 : page.said.findLastIndex(({ from }) => from === 'me');
  const state = { turn: page.turn, idleIn: page.idleIn, deliveries: page.deliveries, words: said };
  return documentOf(
    frame,
    html`<h1 class="vh">${words.title}</h1>
${page.begins && html`<div class="card">${privacy(frame)}</div>`}
${page.hides && html`<details class="card hidden-note"><summary>${words.hidden} <u>${words.show}</u></summary>${returnForm(frame)}</details>`}
<div id="log" class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label="${words.title}" tabindex="0">${page.said.map((one, i) => bubble(one, words, i === here ? 'here' : undefined))}</div>
<p id="status" class="status" role="status"></p>
<section id="now" class="now" tabindex="-1" aria-label="${words.write}">
${noticeLine(page.notice)}
${progressOf(page, frame)}
${page.question && choicesForm(page.question, page, frame)}
${page.resend && resendForm(page, page.resend, frame)}
${page.waits && goOnForm(page, frame)}
${textForm(page, frame)}
${wayOut(page, frame)}
</section>
<footer>${urgentNumbers(frame)}${menu(frame, page)}</footer>
<script type="application/json" id="state">${{ markup: JSON.stringify(state).replaceAll('<', '\\u003c') }}</script>`,
    page.turn,
  );
}
