/** The conversation core as others may use it: pure, no I/O. */
export type { ConversationEvent, EffectEvent, EffectType, ReferralContent } from './events.ts';
export { EFFECT_TYPES } from './events.ts';
export { evolve, initialSession } from './evolve.ts';
export { factsOf } from './draft.ts';
export { FlowSource } from './flow.ts';
export { compileFlows, compilePast, FlowError, readFlow, type CompiledFlow, type FlowFile, type Program } from './program.ts';
export { admit } from './redact.ts';
export { formatInstant } from './dates-in-words.ts';
export { type HelpWithoutMemory, helpWithoutMemory } from './help-without-memory.ts';
export { progress, render, renderQuestion, replyOf, type AskedQuestion, type SaidMessage } from './render.ts';
export type { Session } from './session.ts';
export { step, stepAlone, type Step } from './step.ts';
export { liftSession, SessionVersionError } from './upcast/session.ts';
export { createTexts, type TextTree, type Texts } from './texts.ts';
export {
  LANGS,
  type Action,
  type ActionResult,
  type ContactValue,
  type Input,
  type Lang,
  type Output,
  type Params,
  type PlaceValue,
  type StoredAnswer,
} from './types.ts';
