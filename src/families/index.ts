export { type ErasureReason, ForgottenError, type Grave, type Tombstone } from './erasure.ts';
export {
  type ConsentRecord,
  createFamilies,
  type EffectSource,
  type Families,
  FAMILY_EFFECTS,
  familiesIndexes,
  type Resumed,
} from './families.service.ts';
export type { PersonLink } from './erasure.verify.ts';
export type { Profile } from './profile.ts';
export { carryTombstones, revived } from './tombstones-again.ts';
export { RETURN_TRIES, RETURN_WORD } from './return-word.ts';
