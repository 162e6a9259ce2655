export { createOrganisations, type Organisations, organisationsIndexes } from './organisations.store.ts';
export { type Organisation, readRegion, type Region } from './region.ts';
