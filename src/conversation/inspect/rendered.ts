import { render } from '../render.ts';
import type { Texts } from '../texts.ts';
import type { Lang } from '../types.ts';
import type { Subject } from './subject.ts';
import type { Trail } from './walk-record.ts';

/** One text as it was put into words, with the names of the slots that it was given. */
export interface RenderedText {
  readonly key: string;
  readonly text: string;
  readonly given: readonly string[];
  readonly trail: Trail | null;
}

/** Puts into the words of a language everything that the walks said, parts of messages too. */
export function renderedTexts({ program, walk }: Subject, lang: Lang): readonly RenderedText[] {
  const rendered: RenderedText[] = [];
  let at: Trail | null = null;
  const texts: Texts = {
    ...program.texts,
    // Which slots a text was given is what is looked for here.
    isFixed: () => false,
    say(to, key, params) {
      const text = program.texts.say(to, key, params);
      rendered.push({ key, text, given: Object.keys(params ?? {}).filter((name) => params?.[name] !== undefined), trail: at });
      return text;
    },
  };
  for (const { output, trail } of walk.said.values()) {
    at = trail;
    render({ ...program, texts }, [output], lang);
  }
  return rendered;
}
