import type { Group, Run } from './redact-runs.ts';
import type { RedactionId } from './types.ts';

/** What is cut out of the original text; `end` is exclusive. */
export interface Cut {
  readonly id: RedactionId;
  readonly start: number;
  readonly end: number;
}

const RRN_DIGITS = 13;
const MIN_ACCOUNT = 13;
const MAX_ACCOUNT = 19;
/** Of Seoul. */
const SHORTEST_PHONE = 9;
/** Longest phone number of the world (E.164). */
const MAX_PHONE = 15;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Identity, account, card and licence numbers of one run of digit groups (rules.md P01, P03, P04). */
export function cutsOfRun(run: Run): Cut[] {
  const cuts: Cut[] = [];
  const { groups } = run;
  let free: Group[] = [];
  let atStart = true;
  const close = (): void => {
    cuts.push(...accountCuts(free, atStart && run.plus));
    if (free.length > 0) atStart = false;
    free = [];
  };
  for (let i = 0; i < groups.length; ) {
    const rrn = rrnLength(groups, i, i === 0 && run.plus, run.after);
    const licence = isShaped(groups, i, LICENCE) ? 4 : i === 0 && isRegionalLicence(run) ? 3 : 0;
    const card = isCard(groups, i) && !(i === 0 && run.plus) ? 4 : 0;
    const taken = rrn || licence || card;
    if (taken > 0) {
      close();
      cuts.push(cutOf(rrn ? 'P01' : licence ? 'P04' : 'P03', groups.slice(i, i + taken)));
      i += taken;
      atStart = false;
    } else {
      free.push(groups[i] as Group);
      i += 1;
    }
  }
  close();
  return cuts;
}

/** Only the registration numbers of a run: for digits spelled as words, which chance puts next to each other. */
export function registrationCutsOf(run: Run): Cut[] {
  const cuts: Cut[] = [];
  for (let i = 0; i < run.groups.length; ) {
    const taken = rrnLength(run.groups, i, i === 0 && run.plus, run.after);
    if (taken > 0) cuts.push(cutOf('P01', run.groups.slice(i, i + taken)));
    i += Math.max(1, taken);
  }
  return cuts;
}

/** Older licences begin with the name of the province: `서울 12-345678-90`. */
function isRegionalLicence({ groups, lead }: Run): boolean {
  return (
    groups.length === 3 &&
    groups.map((group) => group.digits.length).join('') === '262' &&
    /(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)[\s-]?$/u.test(lead.normalize('NFC'))
  );
}

/** How many groups from `at` make a resident or alien registration number; 0 is none. */
function rrnLength(groups: readonly Group[], at: number, plus: boolean, after: string): number {
  if (!mayBeRrn(groups, at)) return 0;
  let digits = '';
  const ends = new Set<number>();
  for (let i = at; i < groups.length && digits.length < RRN_DIGITS; i += 1) {
    digits += groups[i]?.digits ?? '';
    if (digits.length === RRN_DIGITS + 1 && groups[i]?.shortEnd !== null) digits = digits.slice(0, RRN_DIGITS);
    ends.add(digits.length);
    if (digits.length !== RRN_DIGITS) continue;
    const count = i - at + 1;
    if (!isRrn(digits)) return 0;
    if (plus && !(count === 2 && ends.has(6))) return 0;
    if (count === 1) return count;
    if (isAmount(groups, at, count, after)) return 0;
    if (groups[at]?.digits.length === 6 || count === RRN_DIGITS) return count;
    return startsAsPhone(digits, ends) || dateLength(groups, at) > 0 || holdsPhone(groups, at, count) ? 0 : count;
  }
  return 0;
}

/** Whether some groups from `at` have as many digits as one: most have not. */
function mayBeRrn(groups: readonly Group[], at: number): boolean {
  let digits = 0;
  for (let i = at; i < groups.length && digits < RRN_DIGITS; i += 1) {
    digits += groups[i]?.digits.length ?? 0;
    if (digits === RRN_DIGITS || (digits === RRN_DIGITS + 1 && groups[i]?.shortEnd !== null)) return true;
  }
  return false;
}

/** Valid YYMMDD, then seven digits of which the first is 1–8. */
export function isRrn(digits: string): boolean {
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  const kind = digits[6] ?? '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= (DAYS[month - 1] ?? 0) && kind >= '1' && kind <= '8';
}

/** `270315, 1500000원`: a date and a sum of money. */
function isAmount(groups: readonly Group[], at: number, count: number, after: string): boolean {
  return at + count === groups.length && /^\s?(?:원|won|krw|₩|ウォン|вон|von|วอน|वन|វ៉ុន|韩元|韩币)/iu.test(after);
}

function startsAsPhone(digits: string, ends: ReadonlySet<number>): boolean {
  if (/^01[016-9]/u.test(digits)) return ends.has(10) || ends.has(11);
  if (/^820?1[016-9]/u.test(digits)) return ends.has(2) && !ends.has(6);
  return /^0[2-6]/u.test(digits) && (ends.has(2) || ends.has(3)) && (ends.has(9) || ends.has(10) || ends.has(11));
}

/** A phone number with its prefix written apart stands within these groups. */
function holdsPhone(groups: readonly Group[], at: number, count: number): boolean {
  for (let i = at + 1; i < at + count; i += 1) {
    if (/^(?:01[016-9]|02|0[3-6][1-5]|070)$/u.test(groups[i]?.digits ?? '') && phoneLength(groups, i) > 0) return true;
  }
  return false;
}

/** Whether four groups from `at` have these lengths, with something between them. */
function isShaped(groups: readonly Group[], at: number, lengths: readonly [number, number, number, number]): boolean {
  for (let i = 0; i < 4; i += 1) {
    const group = groups[at + i];
    if (group === undefined || group.digits.length !== lengths[i] || (i > 0 && group.before === '')) return false;
  }
  return true;
}

const LICENCE = [2, 2, 6, 2] as const;
const CARD = [4, 4, 4, 4] as const;

function isCard(groups: readonly Group[], at: number): boolean {
  if (!isShaped(groups, at, CARD)) return false;
  const between = groups[at + 1]?.before;
  return groups[at + 2]?.before === between && groups[at + 3]?.before === between && dateLength(groups, at + 3) < 3;
}

/** Account and card numbers in what is left when phones and dates are taken out. */
function accountCuts(all: readonly Group[], plus: boolean): Cut[] {
  const cuts: Cut[] = [];
  let rest: Group[] = [];
  const close = (): void => {
    if (isAccount(rest)) cuts.push(cutOf('P03', rest));
    rest = [];
  };
  for (let i = 0; i < all.length; ) {
    const skip = (i === 0 && plus ? foreignPhoneLength(all) : 0) || phoneLength(all, i) || dateLength(all, i);
    if (skip > 0) {
      close();
      i += skip;
    } else {
      rest.push(all[i] as Group);
      i += 1;
    }
  }
  close();
  return cuts;
}

function isAccount(groups: readonly Group[]): boolean {
  const total = groups.reduce((sum, group) => sum + group.digits.length, 0);
  if (total < MIN_ACCOUNT || total > MAX_ACCOUNT) return false;
  if (groups.some((group) => group.before === ',' || group.before === '/')) return false;
  const singles = groups.every((group) => group.digits.length === 1);
  return singles || (groups.length <= 7 && total / groups.length >= 2.6);
}

/** From a plus sign: as many groups as fit into the longest phone number of the world. */
function foreignPhoneLength(groups: readonly Group[]): number {
  let digits = 0;
  let count = 0;
  while (count < groups.length && digits + (groups[count]?.digits.length ?? 0) <= MAX_PHONE) {
    digits += groups[count]?.digits.length ?? 0;
    count += 1;
    if (digits >= 11 && groups[count]?.before !== groups[1]?.before) break;
  }
  return count;
}

/** How many groups from `at` are a Korean phone number, or one with the prefix 00; 0 is none. */
function phoneLength(groups: readonly Group[], at: number): number {
  const first = groups[at]?.digits[0];
  if (first !== '0' && first !== '8') return 0;
  let digits = '';
  for (let i = at; i < groups.length && i < at + 12; i += 1) {
    digits += groups[i]?.digits ?? '';
    if (digits.length > 16) return 0;
    const next = groups[i + 1];
    if (!isPhone(digits)) continue;
    // One digit a group, or a seven-digit number that goes on: read further.
    if (next !== undefined && next.digits.length === 1 && digits.length < 11) continue;
    const inside = groups[at + 1]?.before;
    const glued = at > 0 && i > at && groups[at]?.before === inside && inside !== ' ';
    return glued ? 0 : i - at + 1;
  }
  return 0;
}

function isPhone(digits: string): boolean {
  if (digits.length < SHORTEST_PHONE) return false;
  return (
    /^01[016-9]\d{7,8}$/u.test(digits) ||
    /^(?:00)?820?1[016-9]\d{7,8}$/u.test(digits) ||
    /^00[1-9]\d{9,13}$/u.test(digits) ||
    /^02\d{7,8}$/u.test(digits) ||
    /^0(?:[3-6][1-5]|70|50\d?)\d{7,8}$/u.test(digits)
  );
}

/** How many groups from `at` are a date with its year in four digits; 0 is none. */
function dateLength(groups: readonly Group[], at: number): number {
  const a = groups[at]?.digits;
  const b = groups[at + 1]?.digits;
  const c = groups[at + 2]?.digits;
  const follows = groups[at + 3];
  if (a === undefined) return 0;
  if (a.length === 8 && (isYmd(a.slice(0, 4), a.slice(4, 6), a.slice(6)) || isYmd(a.slice(4), a.slice(2, 4), a.slice(0, 2)))) {
    return b === undefined || b.length === 8 || groups[at + 1]?.before !== '-' ? 1 : 0;
  }
  if (b === undefined || c === undefined || b.length > 2) return 0;
  const inside = groups[at + 1]?.before;
  const goesOn = follows !== undefined && follows.before === inside && inside === '-' && groups[at + 2]?.before === inside;
  if (goesOn) return 0;
  if (c.length <= 2 && isYmd(a, b, c)) return 3;
  return a.length <= 2 && (isYmd(c, b, a) || isYmd(c, a, b)) ? 3 : 0;
}

/** Buddhist years count too. */
export function isYmd(year: string, month: string, day: string): boolean {
  if (year.length !== 4) return false;
  const y = Number(year);
  const m = Number(month);
  const d = Number(day);
  if (!((y >= 1900 && y <= 2150) || (y >= 2443 && y <= 2693))) return false;
  return m >= 1 && m <= 12 && d >= 1 && d <= (DAYS[m - 1] ?? 0);
}

/** The copula that may follow a spelled number is left, when the number is whole without it. */
function cutOf(id: RedactionId, groups: readonly Group[]): Cut {
  const last = groups.at(-1);
  const digits = groups.reduce((sum, group) => sum + group.digits.length, 0);
  const short = id === 'P01' && digits > RRN_DIGITS ? last?.shortEnd : null;
  return { id, start: groups[0]?.start ?? 0, end: short ?? last?.end ?? 0 };
}
