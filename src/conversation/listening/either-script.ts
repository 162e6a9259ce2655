import { inOtherScript } from '../other-script.ts';
import type { Lexicons } from './compile.ts';
import type { Heard, ListenContext } from './heard.ts';
import { listen } from './index.ts';

/** Hears a text as it was typed and, where its language is written in two scripts, in the other one as well. Linear. */
export function listenInEitherScript(lexicons: Lexicons, text: string, context: ListenContext): Heard {
  const typed = listen(lexicons, text, context);
  const other = inOtherScript(text, context.lang);
  if (other === null) return typed;
  const read = listen(lexicons, other, context);
  const command = typed.command ?? read.command;
  return {
    safety: [...new Set([...typed.safety, ...read.safety])].sort(),
    command,
    lang: typed.command === null ? read.lang : typed.lang,
    notices: [...new Set([...typed.notices, ...read.notices])].sort(),
    isQuestion: typed.isQuestion || read.isQuestion,
    intent: command === null ? (typed.intent ?? read.intent ?? null) : null,
    guessedLang: typed.guessedLang ?? context.lang,
  };
}
