/** The family's page as pure HTML: what `channels/webchat` may use of it. */
export { renderChat } from './chat.ts';
export { GO_ON } from './model.ts';
export type { Asked, ChatPage, Frame, Notice, Phone, Said } from './model.ts';
export { renderAway, renderDelete, renderWelcome, renderWords } from './welcome.ts';
export { filled, type PageWord, PageWords } from './words.ts';
