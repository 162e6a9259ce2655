export { createOrganisations, type Organisations, organisationsIndexes } from './organisations.store.ts';
export { type Organisation, readRegion, type Region, RegionSource } from './region.ts';
