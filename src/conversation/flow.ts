import { z } from 'zod';

/**
 * The form of `flows/*.flow.yaml`. A flow is an ordered list of questions with guards; there are no gotos, so there are
 * no dead ends: the next question is always the first unanswered one whose guard holds on the first path that applies.
 */
const Id = z.string().regex(/^[a-z][a-z0-9_]*$/, 'ids are lower case words joined by _');
const Code = z.string().regex(/^[a-z0-9][a-z0-9_]*$/, 'codes are lower case words or numbers joined by _');
const Guard = z.string().min(1);

const Option = z.union([Code, z.strictObject({ code: Code, when: Guard })]);

export const QuestionSource = z
  .strictObject({
    type: z.enum(['choice', 'multi', 'number', 'date', 'text', 'place', 'contact', 'slot', 'consent']),
    /** Sensitivity of intake.md §0: who may see the answer. */
    class: z.enum(['normal', 'sensitive', 'secret']),
    options: z.array(Option).min(1).optional(),
    /** Stored when the answer was not understood twice (intake.md §0.3). Default: null. */
    unresolved: z.union([Id, z.strictObject({ way: z.enum(['chat_only', 'none']) })]).optional(),
    /** Stored for "prefer not to say" where that has a meaning of its own (an offer that is skipped is a no). */
    skipped: z.union([Id, z.strictObject({ way: z.enum(['chat_only', 'none']) })]).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    unit: z.enum(['weeks', 'krw']).optional(),
    /**
     * An action that is done before this question, with the named answers; the question is asked only when it found
     * something. A `slot` question chooses from what was found. Facts: its name is in `found`, else in `missing`.
     */
    needs: z.strictObject({ action: Id, with: z.array(Id).default([]) }).optional(),
    /** Other wordings of the same question: the first whose guard holds; texts at `q.<id>.<variant>.text`. */
    variants: z.array(z.strictObject({ id: Id, when: Guard })).optional(),
    /** Version of the consent text; a consent stores it. */
    version: z.string().optional(),
    /** Does not count as a question of the conversation (summary, offers). */
    uncounted: z.boolean().optional(),
  })
  .refine((q) => (q.type === 'choice' || q.type === 'multi') === (q.options !== undefined), {
    message: 'choice and multi have options, other types have none',
  })
  .refine((q) => (q.type === 'consent') === (q.version !== undefined), { message: 'a consent has a text version' });
export type QuestionSource = z.infer<typeof QuestionSource>;

const AskItem = z.union([
  Id,
  z.strictObject({ id: Id, when: Guard }),
  /** All questions of another flow, in its order, when the guard holds. */
  z.strictObject({ do: Id, when: Guard.optional() }),
]);

const Say = z.strictObject({
  key: z.string(),
  when: Guard,
  /** `helplines`: the set of the rules for the present facts; else these numbers. */
  numbers: z.union([z.literal('helplines'), z.array(z.string())]).optional(),
  /** Lists her own answers under it: those that are not secret, or all of them. */
  lists: z.enum(['answers', 'all_answers']).optional(),
});

/**
 * What the end of a flow may bring about besides words: a person is asked for, everything is forgotten, staff get a note,
 * a consent named by `d_consent` is withdrawn, the intake's answers are open for change again.
 */
export const DEEDS = ['human', 'forget', 'note', 'withdraw_consent', 'change_answers'] as const;
export type DeedName = (typeof DEEDS)[number];

const Deed = z.strictObject({ do: z.enum(DEEDS), when: Guard });

/** How a conversation that began with an earlier version goes on with this one. Without it, it ends on the version it began with. */
const Migration = z.strictObject({
  from: z.string().min(1),
  /** Questions that have another id now; the answer stays. */
  renames: z.record(Id, Id).default({}),
  /** Questions that are asked again, since their answer means something else now. */
  reopens: z.array(Id).default([]),
});

export const FlowSource = z.strictObject({
  id: Id,
  version: z.string().min(1),
  migrates: z.array(Migration).default([]),
  /** What we promise her: most different questions asked, and most in danger. A check holds the flow to it. */
  promise: z.strictObject({ questions: z.number().int(), danger: z.number().int().optional() }).optional(),
  questions: z.record(Id, QuestionSource).default({}),
  /** Said when the flow begins. */
  opens: z.array(z.string()).default([]),
  paths: z
    .array(
      z.strictObject({
        id: Id,
        when: Guard.optional(),
        ask: z.array(AskItem).default([]),
        /** Show the summary and let her confirm before the end. */
        summary: z.boolean().optional(),
      }),
    )
    .min(1),
  /** Said once, as soon as the guard holds. */
  says: z.array(Say).default([]),
  /** Message for each S-rule; shown at once, and again whenever the rule fires again. */
  safety: z.record(z.string().regex(/^S\d\d$/), z.string()).default({}),
  /** Said at the end: every row whose guard holds. */
  ends: z.array(Say).default([]),
  /** Runs of this flow begin with its questions open again; earlier answers stay in the turns. */
  repeats: z.boolean().default(false),
  /** Questions of other flows that are open again too when this one begins. */
  again: z.array(Id).default([]),
  /** Brought about at the end, before the last words, in order. */
  then: z.array(Deed).default([]),
  /** Whether the end makes a referral (new, or newer content of the same one). */
  refers: z.enum(['submit', 'revise', 'never']).default('never'),
  /** Flows that begin after the end: the first whose guard holds. */
  next: z.array(z.strictObject({ flow: Id, when: Guard })).default([]),
});
export type FlowSource = z.infer<typeof FlowSource>;
