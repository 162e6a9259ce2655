import type { Draft } from './draft.ts';

/** Begins a flow by its id; one that repeats has its questions open again. Returns false when there is no such flow. */
export function beginFlow(draft: Draft, id: string): boolean {
  const flow = draft.program.flows.get(id);
  if (!flow) return false;
  draft.emit({ type: 'flow_started', flow: flow.id, version: flow.version });
  const open = flow.repeats ? flow.own.filter((question) => draft.session.answers[question] !== undefined) : [];
  if (open.length > 0) draft.emit({ type: 'answers_reopened', questions: open });
  if (id !== draft.program.first) for (const key of flow.opens) draft.say(key, { partner: '' });
  return true;
}

/** Whether another flow may begin now: one has ended, nothing is being asked, and she may be spoken to. */
export const mayBegin = (draft: Draft): boolean =>
  draft.session.code !== '' && draft.session.end !== null && draft.session.pending === null && !draft.session.flags.loss;
