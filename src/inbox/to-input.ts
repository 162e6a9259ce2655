import type { InboundContent } from '../channels/channel.ts';
import { admit } from '../conversation/redact.ts';
import type { Input, Lang } from '../conversation/types.ts';

/** Someone new: whatever came first opens the conversation, and its words are heard. Text is admitted here, as below. */
export function openingInput(content: InboundContent, code: string): Input {
  const lang = content.lang ?? null;
  const said = content.kind === 'text' || content.kind === 'start' ? (content.text ?? '') : '';
  const { text, removed } = admit(said);
  return text.trim() === '' ? { kind: 'start', code, lang } : { kind: 'start', code, lang, text, removed };
}

/**
 * What someone known sent, as the engine takes it. Text is admitted: cut, normalised, identity numbers removed.
 * Null: she only knocked again, and the present question is answer enough.
 */
export function inputOf(content: InboundContent, { lang, stale }: { lang: Lang | null; stale: boolean }): Input | null {
  switch (content.kind) {
    case 'choice':
      return { kind: 'choice', values: content.values, stale };
    case 'language':
      return { kind: 'language', lang: content.lang };
    case 'text':
      return { kind: 'text', ...admit(content.text), stale };
    case 'start': {
      const words = admit(content.text ?? '');
      // She had not seen the present question: her words are heard, and answer nothing.
      if (words.text.trim() !== '') return { kind: 'text', ...words, stale: true };
      return content.lang !== null && content.lang !== lang ? { kind: 'language', lang: content.lang } : null;
    }
  }
}
