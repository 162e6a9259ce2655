import type { AnswerContext, AnswerKind, Parsed } from './kind.ts';
import type { Lexicons } from './lexicons.ts';
import { numberAt } from './number-words.ts';
import { fold } from './text-fold.ts';
import { scan, type Token } from './text-scan.ts';

const UNREADABLE: Parsed = { ok: false, problem: 'number:unreadable' };
const OUT_OF_RANGE: Parsed = { ok: false, problem: 'number:out_of_range' };

/** Weeks of a birth at its due date. */
const TERM_WEEKS = 40;
/** "Early at 34 weeks" tells the weeks themselves; nobody is born so many weeks early. */
const MOST_WEEKS_EARLY = 18;
/** In won; there is nothing smaller in use. */
const SMALLEST_COIN = 10;
/** Limits of intake.md §1 and §6, when the question has none of its own. */
const LIMITS = { weeks: { min: 22, max: 44 }, krw: { min: 10_000, max: 5_000_000 } } as const;

/** Weeks at birth (days are dropped, "on time" is 40) and amounts of money in won. */
export function makeNumber(lexicons: Lexicons): AnswerKind {
  return {
    type: 'number',
    parse(text, context) {
      const unit =
        context.limits.unit ?? (context.question === 'fund_amount' ? 'krw' : context.question === 'birth_weeks' ? 'weeks' : null);
      const folded = unit === 'krw' ? joinThousands(fold(text)) : fold(text);
      const tokens = scan(lexicons.amounts, folded, context.lang);
      const value = unit === 'krw' ? won(tokens) : unit === 'weeks' ? weeks(tokens) : only(tokens);
      if (value === null) return has(tokens, 'unknown') ? { ok: true, value: null } : UNREADABLE;
      // "2 triệu 5" is two and a half million: whoever writes single won means something else.
      if (unit === 'krw' && value % SMALLEST_COIN !== 0 && has(tokens, 'mul')) return UNREADABLE;
      return within(value, context, unit) ? { ok: true, value } : OUT_OF_RANGE;
    },
  };
}

function within(value: number, context: AnswerContext, unit: 'weeks' | 'krw' | null): boolean {
  const usual = unit === null ? { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY } : LIMITS[unit];
  return Number.isInteger(value) && value >= (context.limits.min ?? usual.min) && value <= (context.limits.max ?? usual.max);
}

function has(tokens: readonly Token[], tag: string): boolean {
  return tokens.some((token) => token.kind === 'tag' && token.tag === tag);
}

interface Said {
  readonly value: number;
  readonly unit: string;
  /** Sign directly before the number. */
  readonly before: string;
}

function saidNumbers(tokens: readonly Token[]): Said[] {
  const found: Said[] = [];
  for (let i = 0; i < tokens.length; ) {
    const number = numberAt(tokens, i);
    if (!number) {
      i += 1;
      continue;
    }
    let next = number.next;
    while (tokens[next]?.tag === 'filler' || tokens[next]?.text === '-') next += 1;
    const after = tokens[next];
    found.push({ value: number.value, unit: after?.kind === 'tag' ? after.tag : '', before: tokens[i - 1]?.text ?? '' });
    i = number.next;
  }
  return found;
}

function weeks(tokens: readonly Token[]): number | null {
  const numbers = saidNumbers(tokens);
  const said = numbers.filter((number) => number.unit === 'week');
  if (said.length === 1) {
    const value = said[0]?.value ?? null;
    if (isPair(numbers, said[0])) return null;
    return value !== null && value >= 1 && value <= MOST_WEEKS_EARLY && has(tokens, 'early') ? TERM_WEEKS - value : value;
  }
  if (said.length > 1 || numbers.some((number) => number.unit === 'months')) return null;
  const [first, second, ...more] = numbers;
  if (first && more.length === 0) {
    // 38+2, 38.5: weeks and what is dropped.
    if (!second) return first.unit === 'day' ? null : first.value;
    return '+./'.includes(second.before) && second.value <= 9 ? first.value : null;
  }
  if (numbers.length === 0 && has(tokens, 'week') && has(tokens, 'early')) return TERM_WEEKS - 1;
  const negated = has(tokens, 'no') || has(tokens, 'not_before') || has(tokens, 'not_after');
  return numbers.length === 0 && has(tokens, 'term') && !negated ? TERM_WEEKS : null;
}

/** "36-37 weeks": which of the two is open. */
function isPair(numbers: readonly Said[], said: Said | undefined): boolean {
  const at = said ? numbers.indexOf(said) : -1;
  const before = numbers[at - 1];
  return (
    before !== undefined &&
    before.unit === '' &&
    before.value >= LIMITS.weeks.min &&
    before.value <= LIMITS.weeks.max &&
    before.value !== said?.value
  );
}

/** 300,000 and 300.000 and 300 000 are one number. */
function joinThousands(folded: string): string {
  return folded.replace(/(?<=\d)[,. ](?=\d{3}(?!\d))/gu, '');
}

function won(tokens: readonly Token[]): number | null {
  if (has(tokens, 'foreign') && !has(tokens, 'won')) return null;
  const decimal = decimalAmount(tokens);
  if (decimal !== null) return decimal;
  const amounts = new Set(saidNumbers(tokens).map((number) => number.value));
  const [value] = amounts;
  return amounts.size === 1 && value !== undefined ? value : null;
}

/** 1.5 million, 0.3 triệu: a decimal fraction of a multiplier. */
function decimalAmount(tokens: readonly Token[]): number | null {
  const at = tokens.findIndex((token) => (token.text === '.' || token.text === ',') && !token.gap);
  const [whole, fraction, times] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
  if (at < 1 || whole?.kind !== 'digits' || fraction?.kind !== 'digits' || fraction.text.length > 3 || times?.tag !== 'mul') return null;
  if (tokens.some((token, i) => i > at + 2 && (token.kind === 'digits' || token.kind === 'number'))) return null;
  return Math.round(Number(`${whole.text}.${fraction.text}`) * times.value);
}

function only(tokens: readonly Token[]): number | null {
  const numbers = saidNumbers(tokens);
  return numbers.length === 1 ? (numbers[0]?.value ?? null) : null;
}
