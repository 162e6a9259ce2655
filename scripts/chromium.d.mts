/** CHROMIUM_PATH, else a Chromium or Chrome on PATH, else one that playwright downloaded; null without any. */
export function findChromium(): string | null;
/** Finds a Chromium or obtains one; throws an error that names every way. */
export function obtainChromium(projectFolder: string): string;
