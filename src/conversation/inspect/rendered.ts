import { render } from '../render.ts';
import type { Texts } from '../texts.ts';
import type { Lang, Output } from '../types.ts';
import type { Subject } from './subject.ts';

/** One text as it was put into words, with the names of the slots that it was given. */
export interface RenderedText {
  readonly key: string;
  readonly text: string;
  readonly given: readonly string[];
}

/** Puts into the words of a language everything that the walks said, parts of messages too. */
export function renderedTexts({ program, walk }: Subject, lang: Lang): readonly RenderedText[] {
  const rendered: RenderedText[] = [];
  const texts: Texts = {
    ...program.texts,
    say(to, key, params) {
      const text = program.texts.say(to, key, params);
      rendered.push({ key, text, given: Object.keys(params ?? {}).filter((name) => params?.[name] !== undefined) });
      return text;
    },
  };
  const outputs: readonly Output[] = [...walk.said.values()];
  render({ ...program, texts }, outputs, lang);
  return rendered;
}
