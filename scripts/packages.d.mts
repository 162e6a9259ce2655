interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string; readonly optional?: boolean }>>;
}
/** Whether each package that the lock file asks for is there in its version. Others of a platform not ours may be missing. */
export function isInstalled(lock: Lock, installed: Lock): boolean;
/** 'current', or why an installation is needed. Throws for a node_modules that is a link. */
export function packagesState(root: string): 'current' | 'missing' | 'stale';
export function rememberPackages(root: string): void;
