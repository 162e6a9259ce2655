import type { Subject, SubjectFence } from './delivery.ts';
import type { Standing } from './gate.ts';

/** The fences of all slices, by the type of what they know about. */
export function createFences() {
  const byType = new Map<Subject['type'], SubjectFence>();
  return {
    register(fence: SubjectFence): void {
      if (byType.has(fence.type)) throw new Error(`there is a fence for "${fence.type}" already`);
      byType.set(fence.type, fence);
    },
    /** Throws when nobody knows about this type: nothing is sent on a guess. */
    async check(subject: Subject): Promise<Standing> {
      const fence = byType.get(subject.type);
      if (!fence) throw new Error(`no fence for "${subject.type}"`);
      return fence.check(subject);
    },
  };
}

export type Fences = ReturnType<typeof createFences>;
