import type { CaseworkTexts } from './catalogue.ts';

type Named = Readonly<Record<string, string>>;
interface QuestionWords {
  readonly name: string;
  readonly options?: Named;
}

/** Rooms of the casework catalogue that are plain lists of code → words. */
export type CaseRoom = {
  [K in keyof CaseworkTexts]: CaseworkTexts[K] extends Named ? K : never;
}[keyof CaseworkTexts];

export interface CaseWords {
  /** Words for a code. A code that the catalogue does not know is shown as it is: never hidden, never guessed. */
  of(room: CaseRoom, code: string): string;
  /** Words for a code, or null when the catalogue has none. */
  known(room: CaseRoom, code: string): string | null;
  /** Every code of a room, in the order of the catalogue. */
  codes(room: CaseRoom): readonly string[];
  question(id: string): string;
  option(question: string, code: string): string;
  /** Dong, district and area as one place word: "만수3동, 남동구". */
  place(area: string | null, district: string | null, dong?: string | null): string;
}

/** Words for codes that come from the server at run time. Pure. */
export function caseWords(casework: CaseworkTexts): CaseWords {
  const questions: Readonly<Record<string, QuestionWords>> = casework.question;
  const room = (name: CaseRoom): Named => casework[name];
  const of = (name: CaseRoom, code: string): string => room(name)[code] ?? code;
  return {
    of,
    known: (name, code) => room(name)[code] ?? null,
    codes: (name) => Object.keys(room(name)),
    question: (id) => questions[id]?.name ?? of('fact', id),
    option: (question, code) => questions[question]?.options?.[code] ?? code,
    place: (area, district, dong) => {
      const wider = district ? of('district', district) : of('area', area ?? 'unknown');
      return dong ? `${dong}, ${wider}` : wider;
    },
  };
}
