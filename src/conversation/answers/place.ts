import type { PlaceValue } from '../types.ts';
import type { AnswerKind, Parsed } from './kind.ts';
import type { Lexicons } from './lexicons.ts';
import type { PlaceNames } from './place-names.ts';
import { fold } from './text-fold.ts';
import { scan, type Token } from './text-scan.ts';

const UNREADABLE: Parsed = { ok: false, problem: 'place:unreadable' };
const KOREAN_DIGITS = '일이삼사오육칠팔구';
const DONG_NUMBER = /^(?:제? ?(?:([1-9])(?!\d)|([일이삼사오육])(?= ?동))|(?:동|dong|дон|洞) ?-?([1-9])(?=$|[.,)]))/u;
/** The name was said with its "dong": a number after it is another one. */
const WHOLE_NAME = /(?:동|洞|dong)$/u;

const found = (area: PlaceValue['area'], district: string | null, dong: string | null): Parsed => ({
  ok: true,
  value: { area, district, dong },
});

/** City, district and dong as people name them (intake.md §1.3). Places that contradict each other are asked back. */
export function makePlace(names: PlaceNames, lexicons: Lexicons): AnswerKind {
  return {
    type: 'place',
    parse(text, context) {
      const folded = fold(text);
      const tokens = scan(names.lexicon, folded, context.lang).filter((token) => token.kind === 'tag');
      const has = (tag: string): boolean => tokens.some((token) => token.tag === tag);
      const own = slugsOf(tokens, 'district/');
      const shared = slugsOf(tokens, 'shared/');
      const dongs = dongsOf(tokens, folded, names);
      if (has('landmark')) own.add('namdong');
      // Names that other cities have as well say nothing beside another city.
      if (has('outside')) return own.size > 0 || has('city') ? UNREADABLE : found('outside', null, null);
      if (dongs.length > 0) shared.add('namdong');
      const districts = new Set([...own, ...shared]);
      if (has('divided')) {
        if (has('mainland')) districts.add('jemulpo');
        else if (has('island')) districts.add('yeongjong');
        else if (districts.size === 0) return { ok: false, problem: 'place:ambiguous' };
      } else if (districts.size === 0 && context.tries > 0 && has('mainland') !== has('island')) {
        districts.add(has('mainland') ? 'jemulpo' : 'yeongjong');
      }
      const [district] = districts;
      if (districts.size > 1) return UNREADABLE;
      if (district === 'namdong') return found('namdong', 'namdong', oneDong(dongs));
      if (district !== undefined) return found('incheon_other', district, null);
      if (has('city')) return found('incheon_other', null, null);
      const unknown = scan(lexicons.contact, folded, context.lang).some((token) => token.tag === 'unknown');
      return unknown ? { ok: true, value: null } : UNREADABLE;
    },
  };
}

function slugsOf(tokens: readonly Token[], prefix: string): Set<string> {
  return new Set(tokens.filter((token) => token.tag.startsWith(prefix)).map((token) => token.tag.slice(prefix.length)));
}

/** Administrative names of the dongs that were said; null for one that leaves several open. */
function dongsOf(tokens: readonly Token[], folded: string, names: PlaceNames): (string | null)[] {
  return tokens
    .filter((token) => token.tag.startsWith('dong/'))
    .map((token) => {
      const base = token.tag.slice('dong/'.length);
      const dong = names.dongs[base];
      if (!dong?.numbers) return dong?.is ?? null;
      const match = DONG_NUMBER.exec(folded.slice(token.end, token.end + 12).replace(/^[ -]/u, ''));
      const typed = /[1-9]$/u.exec(token.text)?.[0] ?? match?.[1] ?? (WHOLE_NAME.test(token.text) ? undefined : (match?.[2] ?? match?.[3]));
      const number = typed === undefined ? null : KOREAN_DIGITS.indexOf(typed) + 1 || Number(typed);
      return number !== null && dong.numbers.includes(number) ? `${base}${number}동` : (dong.is ?? null);
    });
}

function oneDong(dongs: readonly (string | null)[]): string | null {
  const known = new Set(dongs.filter((dong) => dong !== null));
  const [only] = known;
  return known.size === 1 ? (only ?? null) : null;
}
