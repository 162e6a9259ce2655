export type { Progress } from './binary.ts';
export { DataFolderBusyError, ServiceStartError, ServiceUnavailableError } from './errors.ts';
export { startServices, type Service, type ServiceOptions, type Services } from './services.ts';
