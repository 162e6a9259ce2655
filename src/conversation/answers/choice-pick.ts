import type { AnswerContext } from './kind.ts';
import type { Lexicons } from './lexicons.ts';
import { numberAt } from './number-words.ts';
import { scan } from './text-scan.ts';

const TAGS = new Set(['num', 'mul', 'filler', 'and', 'pick']);

export interface Picked {
  /** Empty when a number has no option. */
  readonly codes: readonly string[];
  /** The numbers were words, which may be words of an answer as well ("một mình" is "alone"). */
  readonly spelled: boolean;
}

/**
 * The codes of options that were answered by their numbers ("2", "2번", "1 and 4", "1이랑 3이요"), in the order said. Null when the
 * text is anything but numbers.
 */
export function pickByNumber(lexicons: Lexicons, folded: string, context: AnswerContext): Picked | null {
  const tokens = scan(lexicons.counting, folded, context.lang, (tag) => TAGS.has(tag));
  const codes: string[] = [];
  let missing = false;
  let spelled = false;
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i];
    const number = numberAt(tokens, i);
    if (number) {
      const code = context.options[number.value - 1]?.code;
      spelled ||= number.digits === 0;
      if (code === undefined) missing = true;
      else codes.push(code);
      i = number.next;
    } else if (token?.kind === 'word' || token?.tag === 'mul' || (token?.kind === 'sep' && !/^[-.,;:!()[\]/+&#№'"]$/u.test(token.text)))
      return null;
    else i += 1;
  }
  if (codes.length === 0 && !missing) return null;
  return { codes: missing ? [] : codes, spelled };
}
