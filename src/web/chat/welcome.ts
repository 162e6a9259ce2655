import { html, type Html } from './html.ts';
import { GO_ON, type Frame, type Notice, type Said } from './model.ts';
import { bubble, documentOf, noticeLine, privacy, urgentNumbers } from './parts.ts';

/** Code and return word: shows earlier messages, here or on another device. */
export const returnForm = ({ words }: Frame): Html => html`<form method="post" action="/chat/return" class="stack" autocomplete="off">
<label for="code">${words.code_label}</label><input id="code" name="code" required maxlength="40" autocapitalize="characters" spellcheck="false" placeholder="FS-">
<label for="return-word">${words.word_label}</label><input id="return-word" name="word" type="password" required maxlength="200" autocomplete="off">
<button class="plain">${words.return_button}</button>
</form>`;

/** The first screen: choosing a language begins the conversation in it. */
export function renderWelcome(frame: Frame, page: { readonly id: string; readonly notice?: Notice; readonly returns?: boolean }): string {
  const { words, languages } = frame;
  return documentOf(
    frame,
    html`<div class="welcome">
<h1>${words.hello}</h1>
${noticeLine(page.notice)}
${privacy(frame)}
<form method="post" action="/chat/messages" id="now" class="languages" aria-labelledby="choose">
<h2 id="choose">${words.choose}</h2>
<input type="hidden" name="id" value="${page.id}">
<div class="grid">${languages.map(({ lang, name }) => html`<button name="locale" value="${lang}" lang="${lang}">${name}</button>`)}</div>
</form>
${urgentNumbers(frame)}
<details class="card"${page.returns ? html` open` : null}><summary>${words.return}</summary>${returnForm(frame)}</details>
<p class="hint">${words.exit_hint}</p>
</div>`,
  );
}

/** A page that says one thing and leads on. */
export function renderWords(
  frame: Frame,
  page: { readonly said?: readonly Said[]; readonly notice?: Notice; readonly next: string },
): string {
  return documentOf(
    frame,
    html`<h1 class="vh">${frame.words.title}</h1>
<div class="welcome" id="now">${noticeLine(page.notice)}${page.said?.map((one) => bubble(one, frame.words))}
<p><a class="button" href="/">${page.next}</a></p>${urgentNumbers(frame)}</div>`,
  );
}

/** What stands here after she left in a hurry: nothing, and a way to go on. */
export function renderAway(frame: Frame, page: { readonly id: string }): string {
  const { words } = frame;
  return documentOf(
    frame,
    html`<h1 class="vh">${words.title}</h1><div class="welcome away" id="now"><form method="post" action="/chat/messages"><input type="hidden" name="id" value="${page.id}"><input type="hidden" name="at" value="0"><button class="plain" name="choice" value="${GO_ON}">${words.go_on}</button></form></div>`,
  );
}

/** Asks once more before all is erased. */
export function renderDelete(frame: Frame, page: { readonly id: string }): string {
  const { words } = frame;
  return documentOf(
    frame,
    html`<div class="welcome" id="now"><h1>${words.delete}</h1>
<p>${words.delete_ask}</p>
<form method="post" action="/chat/messages" class="stack"><input type="hidden" name="id" value="${page.id}"><button class="danger" name="command" value="withdraw">${words.delete_yes}</button></form>
<p><a class="button plain" href="/">${words.delete_no}</a></p></div>`,
  );
}
