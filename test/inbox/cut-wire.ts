import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A wire to MongoDB that breaks at the worst moment: one in `every` inserts reaches the server, and its answer never
 * comes back. The sender cannot know whether its write was done.
 */
export async function cutWire(
  mongoUrl: string,
  { every }: { every: number },
): Promise<{ url: string; cuts: () => number; close: () => Promise<void> }> {
  const target = new URL(mongoUrl);
  const open = new Set<Socket>();
  let cuts = 0;
  let inserts = 0;

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    let cut = false;
    const drop = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', drop);
      socket.on('close', () => {
        open.delete(socket);
        drop();
      });
    }
    near.on('data', (bytes) => {
      if (bytes.includes('insert\0')) {
        inserts += 1;
        cut ||= inserts % every === 0;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (!cut) {
        near.write(bytes);
        return;
      }
      cuts += 1;
      drop();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `mongodb://127.0.0.1:${port}/`,
    cuts: () => cuts,
    close: () =>
      new Promise((closed) => {
        for (const socket of open) socket.destroy();
        server.close(() => closed());
      }),
  };
}
