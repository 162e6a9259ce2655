import { ServiceUnavailableError, type Tried } from './errors.ts';

/** Tells a person, on standard error, what takes so long. */
export type Progress = (line: string) => void;

/** A program that runs on this computer. */
export interface Binary {
  readonly path: string;
  readonly version: string;
}

/** One way to come to a program: answers it, or says in words why this way leads nowhere. */
export interface Way {
  /** What a person would do to go this way. */
  readonly name: string;
  find(): Promise<Binary | { reason: string }>;
}

/** Says why a version will not do; null when it does. */
export type Refusal = (version: string) => string | null;

/** Goes the ways in their order. Throws ServiceUnavailableError when none leads to a program. */
export async function obtain(service: string, before: readonly Tried[], ways: readonly Way[]): Promise<Binary & { way: string }> {
  const tried: Tried[] = [...before];
  for (const way of ways) {
    try {
      const found = await way.find();
      if ('path' in found) return { ...found, way: way.name };
      tried.push({ way: way.name, outcome: found.reason });
    } catch (error) {
      tried.push({ way: way.name, outcome: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new ServiceUnavailableError(service, tried);
}
