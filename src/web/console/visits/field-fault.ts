import { useWords } from '../i18n/words.tsx';
import { faultWords } from '../shell/fault-words.ts';
import { type BookingField, bookingFaults } from './booking-faults.ts';

/** Words of a refusal for the field that it is about, else null. */
export function useFieldFault(error: unknown): (field: BookingField) => string | null {
  const words = useWords();
  const faults = bookingFaults(error);
  return (field) => {
    const fault = faults.find((one) => one.field === field);
    if (!fault) return null;
    if (!fault.refusal) return words.t('book.field_invalid');
    const { what, todo } = faultWords(error, words);
    return `${what} ${todo}`;
  };
}
