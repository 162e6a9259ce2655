import { describe, expect, test } from '@jest/globals';
import { type Action, type ActionResult, step, type Input, type Session } from '../../src/conversation/index.ts';
import { realContent, Talk } from './program.ts';

/** Talks through the intake, then begins a flow as the page's menu does. */
function after(flow: string, untilNow = '2026-09-14T10:20:00+09:00'): Talk {
  const talk = new Talk('en', untilNow).untilAsked('nothing');
  talk.send({ kind: 'flow', flow });
  return talk;
}

describe('asking for money', () => {
  test('six questions, an honest sentence, and a note to the worker', () => {
    const talk = after('fund');
    expect(talk.asks).toBe('fund_kind');
    talk.tap('medical');
    talk.say('delivery at the hospital');
    talk.say('300,000 won');
    expect(talk.answer('fund_amount')).toBe(300_000);
    talk.tap('this_week');
    talk.tap('none');
    const said = talk.tap('hospital').join(' ');
    expect(said).toContain('We got your request');
    expect(talk.last('note_left')).toBeDefined();
    expect(talk.last('referral_revised')?.referral.answers['fund_amount']).toEqual({ value: 300_000 });
    expect(talk.asks).toBeNull();
  });

  test('a second request begins anew', () => {
    const talk = after('fund');
    talk.tap('medical');
    for (let i = 0; i < 5; i += 1) talk.tap('skip');
    talk.send({ kind: 'flow', flow: 'fund' });
    expect(talk.asks).toBe('fund_kind');
    expect(talk.answer('fund_kind')).toBeUndefined();
  });
});

describe('the mood screening', () => {
  test('low answers end after four questions, without a number', () => {
    const talk = after('wellbeing');
    for (const id of ['phq2_1', 'phq2_2', 'gad2_1']) {
      expect(talk.asks).toBe(id);
      talk.tap('0');
    }
    const said = talk.tap('1').join(' ');
    expect(said).toContain('Thank you');
    expect(said).not.toMatch(/\d/u);
    expect(talk.asks).toBeNull();
  });

  test('a thought of dying is an emergency whatever the total, and the questions stop', () => {
    const talk = after('wellbeing');
    talk.tap('2');
    talk.tap('2');
    talk.tap('0');
    talk.tap('0');
    for (const id of ['phq9_3', 'phq9_4', 'phq9_5', 'phq9_6', 'phq9_7', 'phq9_8']) {
      expect(talk.asks).toBe(id);
      talk.tap('0');
    }
    expect(talk.asks).toBe('phq9_9');
    const said = talk.tap('1').join(' ');
    expect(said).toContain('109');
    expect(talk.session?.safety).toContain('S02');
    expect(talk.count('alert_raised')).toBe(1);
  });
});

describe('her own data', () => {
  test('is shown without the secret answers, and with them after the code', () => {
    const talk = after('my_data');
    talk.tap('see');
    const part = talk.say('I do not know').join('\n');
    expect(part).toContain('Household');
    expect(part).not.toContain('Contact:');
    talk.send({ kind: 'flow', flow: 'my_data' });
    talk.tap('see');
    const all = talk.say('fs 2a3b4').join('\n');
    expect(all).toContain('Contact');
  });

  test('each consent is taken back alone', () => {
    const talk = after('my_data');
    talk.tap('withdraw_consent');
    talk.tap('consent_share');
    expect(talk.last('consent_recorded')).toMatchObject({ consent: 'consent_share', given: false });
    expect(talk.session?.code).not.toBe('');
  });

  test('taking back the first consent, or "erase everything", forgets her', () => {
    for (const [action, more] of [
      ['withdraw_consent', 'consent_basic'],
      ['delete', null],
    ] as const) {
      const talk = after('my_data');
      talk.tap(action);
      if (more) talk.tap(more);
      expect(talk.last('person_forgotten')).toMatchObject({ reason: 'withdrawn' });
      expect(talk.session?.answers).toEqual({});
    }
  });

  test('changing leads back to the summary', () => {
    const talk = after('my_data');
    talk.tap('change');
    expect(talk.asks).toBe('summary');
    talk.tap('change:household');
    talk.tap('alone');
    talk.tap('ok');
    expect(talk.last('referral_revised')?.referral.answers['household']).toEqual({ value: 'alone' });
  });
});

describe('the outside world', () => {
  /** Takes one step and answers every action with `result`. */
  function stepWith(session: Session, input: Input, result: ActionResult, asked: Action[] = []): Session {
    const { program } = realContent();
    const results: ActionResult[] = [];
    for (;;) {
      const next = step(program, session, input, '2026-09-14T10:30:00+09:00', results);
      if (!next.action) return next.session;
      asked.push(next.action);
      results.push(result);
    }
  }

  test('without free slots a worker proposes the time, and says so', () => {
    const talk = after('visit_book');
    talk.tap('center');
    talk.tap('chat');
    expect(talk.asks).toBe('v_gender');
    const asked: Action[] = [];
    const session = stepWith(talk.session as Session, { kind: 'choice', values: ['any'], stale: false }, { state: 'unavailable' }, asked);
    expect(asked[0]).toMatchObject({ name: 'free_slots', params: { v_place: 'center', v_gender: 'any' } });
    expect(session.end).not.toBeNull();
    expect(session.pending).toBeNull();
  });

  test('free slots are offered with their day, and one is chosen', () => {
    const talk = after('visit_book');
    talk.tap('center');
    talk.tap('chat');
    const found: ActionResult = {
      state: 'done',
      options: [
        { id: 's1', at: '2026-09-16T01:00:00Z' },
        { id: 's2', at: '2026-09-17T05:00:00Z' },
      ],
    };
    talk.session = stepWith(talk.session as Session, { kind: 'choice', values: ['any'], stale: false }, found);
    expect(talk.asks).toBe('v_slot');
    talk.tap('s2');
    expect(talk.answer('v_slot')).toBe('s2');
  });

  test('no booking: cancelling says so', () => {
    const talk = after('visit_book');
    const session = stepWith(
      { ...(talk.session as Session), pending: null, end: { outcome: 'referred', level: null } },
      { kind: 'flow', flow: 'visit_cancel' },
      { state: 'done', options: [] },
    );
    expect(session.pending).toBeNull();
    expect(session.flow).toBe('visit_cancel');
  });
});

describe('tips', () => {
  test('a pregnant woman gets one for her week, and one more on a topic', () => {
    const talk = after('coaching');
    expect(talk.asks).toBe('tip_more');
    expect(talk.tap('sleep').join(' ')).toContain('back');
  });
});

describe('a safety check', () => {
  test('asks about danger again, rings again, and keeps to three questions', () => {
    const talk = after('safety_check');
    expect(talk.asks).toBe('danger_now');
    talk.later(60);
    talk.tap('yes');
    expect(talk.count('alert_raised')).toBe(1);
    expect(talk.asks).toBe('danger_kind');
  });

  test('without danger: can we come, and a word that only we understand', () => {
    const talk = after('safety_check');
    talk.tap('no');
    expect(talk.asks).toBe('can_visit');
    talk.tap('yes');
    expect(talk.asks).toBe('safe_word');
    talk.say('blue umbrella');
    expect(talk.asks).toBeNull();
  });
});

describe('asking for a person', () => {
  test('in the midst of tips: the words of a hand-over, and the tip is not said again', () => {
    const talk = after('coaching');
    const said = talk.tap('human').join(' ');
    expect(said).toContain('We told our staff');
    expect(said).not.toContain('check-up');
    expect(talk.last('referral_revised')?.referral).toMatchObject({ outcome: 'handover' });
    expect(talk.asks).toBeNull();
  });

  test('about somebody else, before it is known whether she agrees: staff are told, and nothing about her is kept', () => {
    const talk = new Talk('en').untilAsked('who');
    talk.tap('someone_else');
    const said = talk.tap('human').join(' ');
    expect(said).toContain('We told our staff');
    expect(talk.last('referral_submitted')?.referral).toMatchObject({ outcome: 'handover', level: 'priority_3d' });
    expect(talk.count('person_forgotten')).toBe(0);
  });
});
