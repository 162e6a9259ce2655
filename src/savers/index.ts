export { createSavers, type Savers, type SaversDeps } from './savers.service.ts';
