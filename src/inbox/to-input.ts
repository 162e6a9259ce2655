import type { InboundContent } from '../channels/channel.ts';
import { admit } from '../conversation/redact.ts';
import type { Input } from '../conversation/types.ts';

/** What a channel brought, as the engine takes it. Text is admitted here: cut, normalised, identity numbers removed. */
export function toInput(content: InboundContent, known: { readonly stale: boolean } | { readonly code: string }): Input {
  return 'code' in known ? opening(content, known.code) : going(content, known.stale);
}

/** Someone new: whatever came first opens the conversation, and its words are heard. */
function opening(content: InboundContent, code: string): Input {
  const lang = content.lang ?? null;
  const said = content.kind === 'text' || content.kind === 'start' ? (content.text ?? '') : '';
  const { text, removed } = admit(said);
  return text.trim() === '' ? { kind: 'start', code, lang } : { kind: 'start', code, lang, text, removed };
}

function going(content: InboundContent, stale: boolean): Input {
  switch (content.kind) {
    case 'choice':
      return { kind: 'choice', values: content.values, stale };
    case 'language':
      return { kind: 'language', lang: content.lang };
    case 'text':
      return { kind: 'text', ...admit(content.text), stale };
    case 'start':
      // She opened the page again: her words are heard, but answer no question that she had not seen.
      return { kind: 'text', ...admit(content.text ?? ''), stale: true };
  }
}
