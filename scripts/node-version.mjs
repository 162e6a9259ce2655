// No newer syntax than old versions of Node read (bin/firststep.mjs).
const OLDEST = [20, 19];

/** What to tell the owner of a too old Node; null when it will do. */
export function refusalOfNode(version, path) {
  const parts = version.split('.').map(Number);
  if (parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1])) return null;
  return (
    'First Step needs Node ' +
    OLDEST.join('.') +
    ' or later, and this is Node ' +
    version +
    ' (' +
    path +
    ').\n' +
    'Install a newer one, for instance the long-term version from https://nodejs.org, and start again.'
  );
}
