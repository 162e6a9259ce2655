import { z } from 'zod';
import type { ContentFile } from '../../rules/content-file.ts';
import { compileWords, type Lexicon, type TaggedWords } from './text-scan.ts';
import { readContent } from './words.ts';
import { WordsError } from './words-error.ts';

const Line = z.string().min(1);

/** The form of `flows/places.yaml`: names of places, divided by `|`, with the signs of `text-scan.ts`. */
export const PlacesSource = z.strictObject({
  /** The city itself. */
  city: Line,
  /** `namdong` is our own district; `names` are its alone, `shared` are also districts of other cities. */
  districts: z.record(z.string().regex(/^[a-z]+$/), z.strictObject({ names: Line, shared: Line.optional(), dongs: Line.optional() })),
  /** Dongs of our own district, by the common part of their names. */
  dongs: z.record(
    z.string().min(1),
    z.strictObject({
      names: Line,
      /** The administrative dong, when there is just one. */
      is: z.string().optional(),
      /** Numbered dongs: 구월1동 … 구월4동. */
      numbers: z.array(z.number().int().positive()).optional(),
    }),
  ),
  landmarks: Line,
  /** Where the city is named, but not meant. */
  near_city: Line,
  /** The old district that became two, and the words that tell which of them. */
  divided: z.strictObject({ names: Line, mainland: Line, island: Line }),
  outside: Line,
  /** Words for "dong" after a number. */
  dong_words: Line,
});
export type PlacesSource = z.infer<typeof PlacesSource>;

export interface PlaceNames {
  readonly lexicon: Lexicon;
  readonly dongs: PlacesSource['dongs'];
}

/**
 * Reads the names of places.
 *
 * @throws WordsError naming file and line.
 */
export function readPlaces(file: ContentFile): PlaceNames {
  const source = readContent(file, PlacesSource);
  if (!source.districts['namdong']) throw new WordsError(file.name, file.lineOf(['districts']), 'the district namdong is missing');
  const words: TaggedWords[] = [];
  const add = (tag: string, line: string | undefined): void => {
    if (line !== undefined) words.push({ lang: 'ko', tag, line });
  };
  for (const [base, dong] of Object.entries(source.dongs)) add(`dong/${base}`, dong.names);
  for (const [slug, district] of Object.entries(source.districts)) {
    add(`district/${slug}`, district.names);
    add(`shared/${slug}`, district.shared);
    add(`shared/${slug}`, district.dongs);
  }
  add('city', source.city);
  add('near_city', source.near_city);
  add('landmark', source.landmarks);
  add('divided', source.divided.names);
  add('mainland', source.divided.mainland);
  add('island', source.divided.island);
  add('outside', source.outside);
  add('dong_word', source.dong_words);
  return { lexicon: compileWords(words), dongs: source.dongs };
}
