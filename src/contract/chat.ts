import { z } from 'zod';

/** Languages of the chat, as in `conversation/types.ts` (a test holds the two lists equal). */
export const ChatLang = z.enum(['ko', 'en', 'vi', 'zh-CN', 'th', 'fil', 'mn', 'uz', 'ru', 'km', 'ne', 'ja']);

/** Body of `POST /chat/messages` as JSON. */
export const ChatMessageRequest = z.strictObject({
  id: z.uuid(),
  text: z.string().max(20_000).optional(),
  choice: z.union([z.string().max(200), z.array(z.string().max(200)).max(30)]).optional(),
  at: z.number().int().min(0).optional(),
  locale: ChatLang.optional(),
});
export type ChatMessageRequest = z.infer<typeof ChatMessageRequest>;

export const ChatQuestion = z.object({
  id: z.string(),
  type: z.string(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  optional: z.boolean(),
});

/** Answer of `POST /chat/messages`. `token` is left out for requests of the page (it gets a cookie). */
export const ChatMessageReply = z.object({
  token: z.string().optional(),
  turn: z.number().int(),
  messages: z.array(z.object({ text: z.string() })),
  question: ChatQuestion.nullable(),
  progress: z.number().min(0).max(1),
  ended: z.boolean(),
});
export type ChatMessageReply = z.infer<typeof ChatMessageReply>;
