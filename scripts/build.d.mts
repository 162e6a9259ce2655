type Part = 'server' | 'console';
/** All files below a file or folder, as paths from `root` with `/`, in a fixed order. */
export function filesBelow(root: string, path: string, except?: readonly string[]): string[];
/** One text that changes when any source of the part changes. */
export function sourcesOf(root: string, part: Part): string;
export function isBuilt(root: string, part: Part): boolean;
/** Removes what was compiled from files that are gone. */
export function removeOrphans(root: string): void;
