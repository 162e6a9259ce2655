import { formsOf } from './redact-digits.ts';

/** Fewest digits of anything that is removed: a passport has seven, a registration number read out in words thirteen. */
const FEWEST_TYPED = 7;
const FEWEST_SPELLED = 13;
/** Digits that are farther apart than this, in signs, never make one number: a spoken dash is at most ten signs long. */
const FARTHEST = 11;

/** What one code unit may be in a number. */
const OTHER = 1;
const DIGIT = 2;
const SPELLED = 3;
const LOOKALIKE = 4;
const INVISIBLE = 5;
/** Becomes several signs, or belongs to a pair: looked at closely. */
const UNCLEAR = 6;

/** Classes of code units as found so far, 0 is not yet: a memo of at most 65,536. */
const classes = new Uint8Array(65_536);

function classOf(code: number): number {
  let known = classes[code] ?? 0;
  if (known === 0) classes[code] = known = findClass(code);
  return known;
}

function findClass(code: number): number {
  if (code >= 0xd800 && code <= 0xdfff) return UNCLEAR;
  const forms = formsOf(code, true);
  const [form] = forms;
  if (form === undefined) return INVISIBLE;
  if (forms.length > 1) return forms.some(({ kind, lookalike }) => kind === 'digit' || lookalike) ? UNCLEAR : OTHER;
  if (form.kind === 'digit') return form.spelled ? SPELLED : DIGIT;
  return form.lookalike ? LOOKALIKE : OTHER;
}

/** Pictograms hold no digits (enclosed numbers and letters are other blocks). */
const isPictogram = (high: number, low: number): boolean =>
  low >= 0xdc00 && low <= 0xdfff && ((high === 0xd83c && low >= 0xdf00) || high === 0xd83d || (high === 0xd83e && low >= 0xdd00));

/**
 * Whether a text may hold anything that `redact` removes. False is certain: then there are too few digits in it, typed, spelled
 * or as look-alike letters after a digit. Nearly all messages are settled by this.
 */
export function mayHoldNumber(text: string): boolean {
  let typed = 0;
  let chain = 0;
  let gap = 0;
  let afterDigit = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    switch (classOf(code)) {
      case INVISIBLE:
        continue;
      case UNCLEAR:
        if (!isPictogram(code, text.charCodeAt(i + 1))) return true;
        i += 1;
        break;
      case DIGIT:
        typed += 1;
        if (typed >= FEWEST_TYPED) return true;
        chain = gap > FARTHEST ? 1 : chain + 1;
        gap = 0;
        afterDigit = true;
        if (chain >= FEWEST_SPELLED) return true;
        continue;
      case SPELLED:
        chain = gap > FARTHEST ? 1 : chain + 1;
        gap = 0;
        afterDigit = true;
        if (chain >= FEWEST_SPELLED) return true;
        continue;
      case LOOKALIKE:
        if (afterDigit) {
          chain += 1;
          gap = 0;
          if (chain >= FEWEST_SPELLED) return true;
          continue;
        }
        break;
      default:
        break;
    }
    gap += 1;
    afterDigit = false;
  }
  return false;
}
