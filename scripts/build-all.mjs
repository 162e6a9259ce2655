import { build } from './build.mjs';
import { alone } from './setup-lock.mjs';

/** `npm run build`: both parts anew, whether or not their sources changed. */
export async function main(root) {
  await alone(root, async (started) => {
    await build(root, 'server', started);
    await build(root, 'console', started);
  });
  return 0;
}
