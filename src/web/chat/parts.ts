import { html, type Html } from './html.ts';
import type { Frame, Notice, Phone, Said } from './model.ts';

export const phoneLink = ({ number, label }: Phone): Html =>
  html`<a class="tel" href="tel:${number.replaceAll('-', '')}"><b>${number}</b> <span>${label}</span></a>`;

/** Numbers that help at once, one tap away on every screen. */
export const urgentNumbers = ({ words }: Frame): Html => html`<section class="urgent" aria-label="${words.urgent}">
<p>${words.urgent}</p>
<p class="tels">${phoneLink({ number: '119', label: words.call_119 })}${phoneLink({ number: '112', label: words.call_112 })}${phoneLink({ number: '1366', label: words.call_1366 })}</p>
</section>`;

export const privacy = ({ words }: Frame): Html => html`<ul class="privacy">${words.privacy.map((line) => html`<li>${line}</li>`)}</ul>`;

/** Takes the focus, so that the browser shows it wherever on the page it stands. */
export const noticeLine = (notice: Notice | undefined): Html | null =>
  notice
    ? html`<p class="notice ${notice.kind}" role="${notice.kind === 'trouble' ? 'alert' : 'status'}" tabindex="-1" autofocus>${notice.text}</p>`
    : null;

/** @param id Place in the page that a link can lead to. */
export const bubble = ({ from, text, numbers, when }: Said, words: Frame['words'], id?: string): Html =>
  html`<div class="said ${from}"${id === undefined ? null : html` id="${id}"`}><span class="vh">${from === 'me' ? words.you : words.name}: </span><p>${text}</p>${
    numbers && numbers.length > 0 ? html`<p class="tels">${numbers.map(phoneLink)}</p>` : null
  }${when ? html`<time datetime="${when.iso}">${when.shown}</time>` : null}</div>`;

/**
 * The whole document. The title says nothing about what this is.
 *
 * @param turn The turn that stands on the screen: leaving hides all up to it.
 */
export function documentOf(frame: Frame, main: Html, turn = 0): string {
  const { lang, words, css, js, exitUrl, awayCookie, draft } = frame;
  return html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#f5f3ee">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14201f">
<meta name="format-detection" content="telephone=no">
<title>${words.title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${css}">
<script src="${js}" defer></script>
</head>
<body data-exit="${exitUrl}" data-away="${awayCookie}" data-turn="${turn}">
<a class="to-question" href="#now">${words.to_question}</a>
<header class="top">
<a class="brand" href="/"><span class="mark" aria-hidden="true"></span>${words.name}</a>
<a class="exit" id="exit" href="/chat/exit?at=${turn}" rel="nofollow noreferrer" title="${words.exit_hint}">${words.exit}</a>
</header>
<main id="main">
${draft && html`<p class="draft">${words.draft}</p>`}
${main}
</main>
</body>
</html>
`.markup;
}
