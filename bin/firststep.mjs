#!/usr/bin/env node
// Written for old versions of Node too, so that they can say what is missing instead of a syntax error.
import { refusalOfNode } from '../scripts/node-version.mjs';

const refusal = refusalOfNode(process.versions.node, process.execPath);
if (refusal === null) {
  void import('../scripts/bootstrap.mjs').then((bootstrap) => bootstrap.run(process.argv.slice(2)));
} else {
  console.error(refusal);
  process.exitCode = 78;
}
