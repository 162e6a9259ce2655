import type { Token } from './text-scan.ts';

/** A number as it was said, in digits or in words. */
export interface SaidNumber {
  readonly value: number;
  /** How many digits were typed; 0 for words. */
  readonly digits: number;
  /** Index of the token after it. */
  readonly next: number;
}

/**
 * Reads the number that begins at a token: digits, or words such as "thirty two", "ba mươi hai", 三十二, "триста тысяч",
 * and digits with multipliers (30만, 300 libo). Null when no number begins there.
 */
export function numberAt(tokens: readonly Token[], from: number): SaidNumber | null {
  const first = tokens[from];
  if (!first) return null;
  if (first.kind === 'number') return { value: first.value, digits: 0, next: from + 1 };
  if (first.kind === 'digits') {
    const times = tokens[from + 1];
    if (times?.kind !== 'tag' || times.tag !== 'mul') return { value: first.value, digits: first.text.length, next: from + 1 };
  } else if (first.kind !== 'tag' || (first.tag !== 'num' && first.tag !== 'mul')) return null;
  return spelled(tokens, from);
}

function spelled(tokens: readonly Token[], from: number): SaidNumber | null {
  const byDigit = digitByDigit(tokens, from);
  if (byDigit) return byDigit;
  let total = 0;
  let current = 0;
  let i = from;
  let last = Number.POSITIVE_INFINITY;
  for (; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (!token) break;
    const value = token.kind === 'digits' ? token.value : token.kind === 'tag' && token.tag === 'num' ? token.value : null;
    if (value !== null) {
      // 20 + 1, 100 + 25, but not 1 + 2, nor 12 + 5.
      const room = current === 0 ? value < last : value > 0 && value < unit(current);
      if (!room || (token.kind === 'digits' && i > from && current !== 0)) break;
      current += value;
    } else if (token.kind === 'tag' && token.tag === 'mul') {
      if (token.value >= 1_000) {
        if (token.value >= last) break;
        total += (current === 0 ? 1 : current) * token.value;
        current = 0;
        last = token.value;
      } else {
        const low = current % token.value;
        const digit = current === 0 ? 1 : low === 0 ? 1 : low;
        current = current - (current === 0 ? 0 : low) + digit * token.value;
      }
    } else if (!isLink(tokens, i)) break;
  }
  return i === from ? null : { value: total + current, digits: 0, next: i };
}

/** 10 for 20, 100 for 300: how much may still be added. */
function unit(value: number): number {
  if (value % 1_000 === 0) return 1_000;
  if (value % 100 === 0) return 100;
  return value % 10 === 0 ? 10 : 1;
}

/** A hyphen or "and" between two words of one number. */
function isLink(tokens: readonly Token[], at: number): boolean {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  const word = (piece: Token | undefined): boolean => piece?.kind === 'tag' && (piece.tag === 'num' || piece.tag === 'mul');
  return word(before) && word(after) && token?.text === '-' && !token.gap;
}

/** 二〇二七, สองห้าเจ็ดศูนย์: four single digits in a row are a year. */
function digitByDigit(tokens: readonly Token[], from: number): SaidNumber | null {
  let digits = '';
  let i = from;
  for (; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token?.kind !== 'tag' || token.tag !== 'num' || token.value > 9 || (i > from && token.gap)) break;
    digits += String(token.value);
  }
  if (tokens[i]?.tag === 'mul' || digits.length !== 4) return null;
  return { value: Number(digits), digits: 0, next: i };
}
