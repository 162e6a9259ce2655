import { describe, expect, test } from '@jest/globals';
import { mailFault } from '../../src/messages/mail-fault.ts';
import { letterOf, wordsOf } from '../../src/messages/wording.ts';
import { LANGUAGES, texts } from './open-messages.ts';

const params = { when: '2026-12-29T01:00:00.000Z', place: 'home', code: 'FS-2A3B4' };

/** What must never stand on a lock screen (messages.md, "Tone"). */
const TELLING =
  /baby|birth|pregnan|mother|violen|money|fund|first step|아기|임신|출산|엄마|폭력|돈|첫걸음|em bé|thai|sinh|mẹ|bạo lực|tiền|宝宝|怀孕|孕|妈妈|暴力|钱/iu;

describe('words of messages', () => {
  test.each([
    ['ko', '예약이 12월 29일 (화) 10:00에 있어요. 장소: 집. 바꾸려면 여기 써 주세요. (FS-2A3B4)'],
    ['en', 'Your booking is Tue, December 29 10:00. Place: home. To change it, write here. (FS-2A3B4)'],
    ['vi', 'Lịch hẹn của bạn: Thứ 3, 29 tháng 12 10:00. Nơi gặp: tại nhà. Muốn đổi, viết ở đây. (FS-2A3B4)'],
    ['zh-CN', '您的预约是12月29日周二 10:00。地点：家里。要改请写在这里。（FS-2A3B4）'],
  ] as const)('a reminder in %s says time, place word and code', (lang, words) => {
    expect(wordsOf(texts, lang, { key: 'family.reminder', params })).toBe(words);
  });

  test('are neutral in every language', () => {
    for (const lang of LANGUAGES) {
      for (const key of texts.keys(lang)) expect([lang, key, TELLING.test(texts.say(lang, key, params))]).toEqual([lang, key, false]);
    }
  });

  test('exist in every language, with the same slots', () => {
    const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
    const raw = (lang: (typeof LANGUAGES)[number], key: string): string =>
      texts.say(lang, key, Object.fromEntries(['when', 'place', 'code', 'level', 'rules', 'language'].map((name) => [name, `{${name}}`])));
    for (const lang of LANGUAGES) {
      const wanted = texts.keys('ko').filter((key) => lang === 'en' || /^(family|place)\./.test(key));
      for (const key of wanted) {
        expect([lang, key, texts.has(lang, key)]).toEqual([lang, key, true]);
        expect([lang, key, slots(raw(lang, key))]).toEqual([lang, key, slots(raw('ko', key))]);
      }
    }
  });

  test('a letter says code and level, and leads to the place', () => {
    const { subject, text } = letterOf(
      texts,
      'en',
      { key: 'staff.referral_assigned', params: { code: 'FS-2A3B4', level: 'urgent_24h' } },
      'https://a.example/console',
    );
    expect(subject).toBe('New request (FS-2A3B4)');
    expect(text).toBe('Request FS-2A3B4 is yours. Level: urgent, 24 hours. Please open and accept it.\n\nhttps://a.example/console\n');
  });
});

describe('a failed e-mail', () => {
  test.each([
    ['the server said later', { responseCode: 451 }, 'again'],
    ['the server said never', { responseCode: 550 }, 'refused'],
    ['nobody listens there', { code: 'ESOCKET', syscall: 'connect' }, 'again'],
    ['the name is not known', { code: 'EDNS' }, 'again'],
    ['the log-in was wrong', { code: 'EAUTH', responseCode: 535 }, 'refused'],
    ['the line broke', { code: 'ECONNECTION' }, 'unclear'],
    ['the server fell silent', { code: 'ETIMEDOUT' }, 'unclear'],
    ['something else', null, 'again'],
  ] as const)('%s', (_name, error, fault) => {
    expect(mailFault(error)).toBe(fault);
  });
});
