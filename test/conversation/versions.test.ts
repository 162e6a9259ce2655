import { describe, expect, test } from '@jest/globals';
import {
  compileFlows,
  compilePast,
  type FlowFile,
  type Program,
  readFlow,
  renderQuestion,
  type Session,
  step,
} from '../../src/conversation/index.ts';
import { parseYaml } from '../../src/platform/yaml-file.ts';
import { realContent } from './program.ts';

const NOW = '2026-09-14T10:20:00+09:00';

const flow = (version: string, ask: string, more = ''): FlowFile =>
  readFlow(
    parseYaml(
      `flow ${version}`,
      `id: intake
version: "${version}"
${more}
questions:
  danger_now: { type: choice, class: secret, options: ["no", "yes", unsure] }
  who: { type: choice, class: normal, options: [pregnant, mother] }
  household: { type: choice, class: normal, options: [alone, facility] }
  prenatal: { type: choice, class: sensitive, options: ["yes", "no"] }
paths:
  - id: main
    ask: [${ask}]
`,
    ),
  );

/** The real program with the intake in a version of the test, and earlier ones beside it. */
function program(present: FlowFile, past: readonly FlowFile[] = []): Program {
  const { program: real } = realContent();
  return { ...real, ...compileFlows([present], real.book), past: compilePast(past, [present], real.book) };
}

const asks = (one: Program, session: Session): string | undefined => renderQuestion(one, session, NOW)?.id;
const tap = (one: Program, session: Session, value: string): Session =>
  step(one, session, { kind: 'choice', values: [value], stale: false }, NOW).session;

const old = flow('1', 'danger_now, who, household');

function begun(): Session {
  const one = program(old);
  return tap(one, step(one, null, { kind: 'start', code: 'FS-2A3B4', lang: 'en' }, NOW).session, 'no');
}

describe('a flow is upgraded while a conversation runs', () => {
  test('the conversation ends on the version it began with, where that is kept', () => {
    const upgraded = program(flow('2', 'danger_now, prenatal, household'), [old]);
    let session = begun();
    expect(asks(upgraded, session)).toBe('who');
    session = tap(upgraded, session, 'pregnant');
    expect(asks(upgraded, session)).toBe('household');
    session = tap(upgraded, session, 'alone');
    expect(session.end).not.toBeNull();
    expect(session.answers['prenatal']).toBeUndefined();
  });

  test('a new conversation begins on the new version', () => {
    const upgraded = program(flow('2', 'danger_now, prenatal, household'), [old]);
    const session = tap(upgraded, step(upgraded, null, { kind: 'start', code: 'FS-2A3B4', lang: 'en' }, NOW).session, 'no');
    expect(asks(upgraded, session)).toBe('prenatal');
  });

  test('a declared migration takes it along: answers keep, renamed ones too, and what means something else is asked again', () => {
    const migrating = flow(
      '2',
      'danger_now, prenatal, household',
      'migrates: [{ from: "1", renames: { who: prenatal }, reopens: [household] }]',
    );
    const before = program(old);
    let session = tap(before, begun(), 'pregnant');
    session = tap(before, session, 'alone');
    const running: Session = { ...session, end: null };
    const after = step(
      program(migrating),
      { ...running, pending: null },
      { kind: 'text', text: 'hello', removed: [], stale: true },
      NOW,
    ).session;
    expect(after.flowVersion).toBe('2');
    expect(after.answers['prenatal']).toEqual({ value: 'pregnant' });
    expect(after.answers['household']).toBeUndefined();
    expect(asks(program(migrating), after)).toBe('household');
  });

  test('without either, it goes on with the present version and keeps its answers', () => {
    const upgraded = program(flow('2', 'danger_now, prenatal, household'));
    expect(asks(upgraded, tap(upgraded, { ...begun(), pending: null }, 'skip'))).toBe('prenatal');
  });

  test('a kept version that is still the present one is refused', () => {
    expect(() => program(old, [old])).toThrow(/present one/);
  });
});
