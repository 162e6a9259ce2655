import { describe, expect, test } from '@jest/globals';
import { evolve, initialSession } from '../../src/conversation/index.ts';
import { realContent, Talk } from './program.ts';

describe('the intake', () => {
  test('starts with the choice of language when none is known, and keeps asking it', () => {
    const talk = new Talk(null);
    expect(talk.asks).toBe('lang');
    talk.tap('xx');
    expect(talk.asks).toBe('lang');
    talk.tap('vi');
    expect(talk.session?.lang).toBe('vi');
    expect(talk.asks).toBe('danger_now');
  });

  test('who will not choose a language is spoken to in that of the region, or in the one that she had', () => {
    const talk = new Talk(null);
    talk.tap('skip');
    expect([talk.session?.lang, talk.asks]).toEqual(['ko', 'danger_now']);
    const other = new Talk('vi');
    other.say('đổi ngôn ngữ');
    expect(other.asks).toBe('lang');
    other.tap('skip');
    expect([other.session?.lang, other.asks]).toEqual(['vi', 'danger_now']);
  });

  test('asks fourteen counted questions of a pregnant woman and submits once', () => {
    const talk = new Talk('ko').untilAsked('nothing');
    expect(talk.session?.asked).toHaveLength(14);
    expect(talk.count('referral_submitted')).toBe(1);
    expect(talk.last('referral_submitted')?.referral).toMatchObject({
      outcome: 'referred',
      level: 'standard_7d',
      contactWay: 'chat_only',
      area: 'namdong',
    });
    expect(talk.asks).toBeNull();
  });

  test('folding the events gives the state', () => {
    const talk = new Talk('en').untilAsked('summary');
    expect(talk.events.reduce(evolve, initialSession)).toEqual(talk.session);
  });

  test('a first message that is more than hello is heard before anything is asked', () => {
    const talk = new Talk(null, undefined, '남편이 지금 때리고 있어요');
    expect(talk.session?.lang).toBe('ko');
    expect(talk.session?.safety).toContain('S01');
    expect(talk.count('alert_raised')).toBe(1);
    expect(talk.asks).toBe('consent_basic');
  });

  test('a bad date is asked again with an example, then left for a human', () => {
    const talk = new Talk('en').untilAsked('due_date');
    expect(talk.say('05/06/2027').join(' ')).toContain('2027-03-15');
    expect(talk.asks).toBe('due_date');
    talk.say('qqqq');
    expect(talk.session?.answers['due_date']).toEqual({ value: null, needsHumanCheck: true });
    expect(talk.asks).toBe('area');
  });

  test('skip stores null and says so', () => {
    const talk = new Talk('en').untilAsked('household');
    talk.tap('skip');
    expect(talk.session?.answers['household']).toEqual({ value: null, skipped: true });
  });

  test('an unclear consent is asked once more and then means no: nothing is kept', () => {
    const talk = new Talk('en').untilAsked('consent_basic');
    talk.say('hmm let me think');
    expect(talk.asks).toBe('consent_basic');
    const said = talk.tap('skip').join(' ');
    expect(said).toContain('1308');
    expect(talk.last('person_forgotten')).toMatchObject({ reason: 'consent_refused', keepAlert: false });
    expect(talk.session?.answers).toEqual({});
    expect(talk.last('flow_ended')).toMatchObject({ outcome: 'information', level: 'information_only' });
  });

  test('back re-opens the last answer, and only what depends on it', () => {
    const talk = new Talk('en').untilAsked('area');
    talk.say('back');
    expect(talk.asks).toBe('due_date');
    talk.say('32 weeks');
    expect(talk.asks).toBe('area');
  });

  test('the summary shows what is not secret and changes one answer without asking the others', () => {
    const talk = new Talk('en').untilAsked('summary');
    talk.tap('change:household');
    expect(talk.asks).toBe('household');
    talk.tap('alone');
    expect(talk.asks).toBe('summary');
    expect(talk.answer('household')).toBe('alone');
    talk.tap('ok');
    expect(talk.count('referral_submitted')).toBe(1);
  });

  test('changing the stage drops what no longer belongs to it', () => {
    const talk = new Talk('en').untilAsked('summary');
    talk.tap('change:who');
    talk.tap('mother');
    expect(talk.asks).toBe('baby_birth');
    expect(talk.answer('due_date')).toBeUndefined();
  });

  test('a language change keeps the answers and asks the same question in the new language', () => {
    const talk = new Talk('ko').untilAsked('household');
    const said = talk.say('English please').join(' ');
    expect(said).toContain('Who do you live with?');
    expect(talk.asks).toBe('household');
    expect(talk.answer('age_band')).toBe('25_up');
  });

  test('a worry about immigration is answered and is no failed try', () => {
    const talk = new Talk('en').untilAsked('area');
    expect(talk.say('will you report me to immigration?').join(' ')).toContain('visas');
    expect(talk.asks).toBe('area');
    expect(talk.session?.tries).toBe(0);
  });

  test('an identity number is removed and said so, the rest is used', () => {
    const talk = new Talk('ko').untilAsked('contact');
    const said = talk.say('950412-6123456').join(' ');
    expect(said).not.toContain('6123456');
    expect(talk.asks).toBe('contact');
    expect(JSON.stringify(talk.events)).not.toContain('6123456');
  });

  test('a stale tap is not applied, the present question comes back', () => {
    const talk = new Talk('en').untilAsked('who');
    talk.send({ kind: 'choice', values: ['no'], stale: true });
    expect(talk.asks).toBe('who');
    talk.send({ kind: 'text', text: 'I want to die', removed: [], stale: true });
    expect(talk.session?.safety).toContain('S02');
  });
});

describe('danger', () => {
  test('said as yes: numbers, alert, at most six questions', () => {
    const talk = new Talk('en');
    expect(talk.tap('yes').join(' ')).toContain('112');
    expect(talk.count('alert_raised')).toBe(1);
    expect(talk.asks).toBe('danger_kind');
    talk.tap('violence');
    talk.tap('yes');
    expect(talk.asks).toBe('contact_safe');
    talk.tap('chat_only');
    expect(talk.asks).toBe('area');
    talk.say('간석4동');
    expect(talk.asks).toBeNull();
    expect(talk.session?.asked.length).toBeLessThanOrEqual(6);
    expect(talk.last('referral_submitted')?.referral).toMatchObject({ level: 'emergency', quietMode: true, contactWay: 'chat_only' });
  });

  test('"I was joking" takes nothing back', () => {
    const talk = new Talk('en').untilAsked('area');
    talk.say('I want to die');
    expect(talk.asks).toBe('contact_safe');
    talk.say('haha I was joking');
    talk.say('back');
    expect(talk.session?.safety).toEqual(['S02']);
    expect(talk.session?.flags.emergency).toBe(true);
  });

  test('a refused consent in danger keeps the alert and says so', () => {
    const talk = new Talk('en');
    talk.tap('yes');
    talk.tap('other');
    expect(talk.tap('no').join(' ')).toContain('3 days');
    expect(talk.last('person_forgotten')).toMatchObject({ keepAlert: true });
  });

  test('the quick exit shows only a neutral sentence, and nothing old on return', () => {
    const talk = new Talk('en').untilAsked('household');
    expect(talk.say('he can see my phone')).toEqual(['Have a nice day.']);
    expect(talk.asks).toBeNull();
    expect(talk.session?.flags.quiet).toBe(true);
    const said = talk.later(60).say('hi').join(' ');
    expect(said).not.toMatch(/baby|pregnan|Welcome back/i);
    expect(talk.asks).toBe('household');
  });

  test('silence after an urgent answer sends the referral; the words are not pushed', () => {
    const talk = new Talk('en').untilAsked('needs');
    talk.tap('food_now');
    expect(talk.session?.wakeAt).not.toBeNull();
    const said = talk.later(31).send({ kind: 'timer', seq: 1 });
    expect(said).toEqual([]);
    expect(talk.last('referral_submitted')?.referral.level).toBe('urgent_24h');
  });

  test('silence at the summary sends it too, silence before it does not', () => {
    const early = new Talk('en').untilAsked('household');
    expect(early.session?.wakeAt).toBeNull();
    const talk = new Talk('en').untilAsked('summary');
    talk.later(31).send({ kind: 'timer', seq: 1 });
    expect(talk.count('referral_submitted')).toBe(1);
  });

  test('danger after the end opens the emergency path and updates the one referral', () => {
    const talk = new Talk('en').untilAsked('nothing');
    talk.say('my husband is hitting me right now');
    expect(talk.count('alert_raised')).toBe(1);
    expect(talk.asks).toBe('contact_safe');
    talk.tap('no');
    expect(talk.count('referral_submitted')).toBe(1);
    expect(talk.last('referral_revised')?.referral).toMatchObject({ level: 'emergency', quietMode: true });
  });

  test('a day later danger is asked again first, without counting', () => {
    const talk = new Talk('en').untilAsked('household');
    talk.later(25 * 60).tap('alone');
    expect(talk.answer('household')).toBe('alone');
    expect(talk.asks).toBe('danger_now');
    talk.tap('no');
    expect(talk.asks).toBe('needs');
  });
});

describe('other ends', () => {
  test('a loss: kind words, no question, a yes brings a human', () => {
    const talk = new Talk('ko').untilAsked('household');
    talk.say('지난주에 유산했어요');
    expect(talk.types()).toContain('loss_told');
    expect(talk.asks).toBeNull();
    talk.say('네');
    expect(talk.last('referral_submitted')?.referral).toMatchObject({ outcome: 'handover', level: 'priority_3d' });
  });

  test('asking for a human drops the question and hands over', () => {
    const talk = new Talk('en').untilAsked('area');
    talk.tap('human');
    expect(talk.asks).toBeNull();
    expect(talk.last('referral_submitted')?.referral).toMatchObject({ outcome: 'handover' });
  });

  test('a human before consent: no answer goes along', () => {
    const talk = new Talk('en').untilAsked('consent_basic');
    talk.say('I want to talk to a real person');
    expect(talk.last('referral_submitted')?.referral.answers).toEqual({});
  });

  test('withdraw wipes at once', () => {
    const talk = new Talk('en').untilAsked('household');
    talk.say('delete everything');
    expect(talk.session?.code).toBe('');
    expect(talk.last('person_forgotten')).toMatchObject({ reason: 'withdrawn' });
  });

  test('pause keeps the draft; the next message goes on with the same question', () => {
    const talk = new Talk('en').untilAsked('household');
    talk.say('later');
    expect(talk.asks).toBeNull();
    talk.later(60).say('hello');
    expect(talk.asks).toBe('household');
  });

  test('a girl under fourteen is handed over with nothing but what may be kept', () => {
    const talk = new Talk('ko').untilAsked('age_band');
    talk.tap('under14');
    expect(talk.asks).toBeNull();
    const referral = talk.last('referral_submitted')?.referral;
    expect(referral).toMatchObject({ outcome: 'handover', level: 'urgent_24h' });
    expect(Object.keys(referral?.answers ?? {}).every((id) => ['stage', 'area', 'age_band'].includes(id))).toBe(true);
  });

  test('about a person who does not know: nothing is kept', () => {
    const talk = new Talk('en').untilAsked('who');
    talk.tap('someone_else');
    talk.tap('family');
    talk.tap('no');
    expect(talk.last('flow_ended')?.reasons.map((reason) => reason.id)).toEqual(['T50']);
    expect(talk.last('person_forgotten')).toMatchObject({ reason: 'third_person' });
  });

  test('a booked visit is told and asks for the consent to remind', () => {
    const talk = new Talk('en').untilAsked('nothing');
    const said = talk
      .send({ kind: 'notice', notice: 'visit_booked', params: { when: '2026-09-20T01:00:00Z', place: 'home' }, at: talk.now })
      .join(' ');
    expect(said).toContain('10:00');
    expect(talk.asks).toBe('consent_reminder');
    talk.tap('yes');
    expect(talk.last('consent_recorded')).toMatchObject({ consent: 'consent_reminder', given: true });
  });

  test('every question and text of the flows exists in each language', () => {
    const { program } = realContent();
    const missing = program.langs.flatMap((lang) =>
      program.texts
        .keys('ko')
        .filter((key) => !key.includes('.short.') && !program.texts.has(lang, key))
        .map((key) => `${lang}: ${key}`),
    );
    expect(missing).toEqual([]);
  });
});
