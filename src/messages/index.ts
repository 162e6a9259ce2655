export type { ShownMessage } from './chat-messages.ts';
export {
  DELIVERY_STATES,
  type DeliveryRow,
  type DeliveryState,
  type Messages,
  type PlannedMessage,
  type Subject,
  type SubjectFence,
} from './delivery.ts';
export type { QuietHours } from './gate.ts';
export { createMessages, type MessagesDeps, messagesIndexes, type MessagesService } from './messages.service.ts';
export { DELIVERY_QUEUE } from './queueing.ts';
