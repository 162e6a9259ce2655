// A part of the product with the content of another version: flows and languages of the folder that is named.
const { run } = await import(new URL('../../dist/commands/run.js', import.meta.url).href);

const [role, root] = process.argv.slice(2);
const lineTo = (stream) => (line) => void stream.write(`${line}\n`);
const code = await run(role, { root, env: process.env, print: lineTo(process.stdout), progress: lineTo(process.stderr) });
process.exit(code);
