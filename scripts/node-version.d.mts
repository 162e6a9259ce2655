/** What to tell the owner of a too old Node; null when it will do. */
export function refusalOfNode(version: string, path: string): string | null;
