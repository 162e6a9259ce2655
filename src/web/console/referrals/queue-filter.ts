import { QueueFilter } from '../../../contract/queue.ts';

type Name = keyof typeof QueueFilter.shape;

const NAMES = Object.keys(QueueFilter.shape) as Name[];

/** What needs not be said, because the server takes it where nothing is said. */
const PRESETS: QueueFilter = { status: 'open', sort: 'due' };

/**
 * Reads the filter from the address, so that a view can be kept as a bookmark and sent to a colleague. What is not known
 * there counts as not said.
 */
export function filterOf(search: URLSearchParams): QueueFilter {
  const said = NAMES.flatMap((name) => {
    const value = search.get(name);
    if (value === null || value === PRESETS[name]) return [];
    return QueueFilter.shape[name].safeParse(value).success ? [[name, value] as const] : [];
  });
  return QueueFilter.parse(Object.fromEntries(said));
}

/** The address of a filter; presets are left out. */
export const searchOf = (filter: QueueFilter): URLSearchParams =>
  new URLSearchParams(
    NAMES.flatMap((name) => {
      const value = filter[name];
      return value === undefined || value === PRESETS[name] ? [] : [[name, value] as [string, string]];
    }),
  );

export const sameFilter = (a: QueueFilter, b: QueueFilter): boolean => searchOf(a).toString() === searchOf(b).toString();

/** The filter with one of its lists longer or shorter by a code. */
export function toggled(filter: QueueFilter, name: 'level' | 'lang' | 'district', code: string): QueueFilter {
  const codes = filter[name]?.split(',') ?? [];
  const left = codes.includes(code) ? codes.filter((other) => other !== code) : [...codes, code];
  return { ...filter, [name]: left.length > 0 ? left.join(',') : undefined };
}
