import { ProblemError } from '../../platform/problem.ts';

/** Most fields that a form of ours has, and then some. */
const MAX_FIELDS = 60;

const unreadable = (why: string): ProblemError =>
  new ProblemError({ status: 400, slug: 'bad-request', title: why, kept: 'nothing was changed' });

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch (cause) {
    if (cause instanceof URIError) throw unreadable('The form is not valid UTF-8');
    throw cause;
  }
}

/**
 * Reads an urlencoded form strictly: bad escapes and bad UTF-8 are refused instead of replaced, and a name is only ever a
 * key of the returned map. A field that comes twice has several values.
 *
 * @throws ProblemError 400
 */
export function readForm(body: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  const pairs = body.split('&', MAX_FIELDS + 1);
  if (pairs.length > MAX_FIELDS) throw unreadable('The form has too many fields');
  for (const pair of pairs) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    const value = at < 0 ? '' : decoded(pair.slice(at + 1));
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}
