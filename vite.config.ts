import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The staff console: `npx vite build` writes `dist/console/`, `npx vite` serves it with the API of `npm start` behind it. */
export default defineConfig({
  root: 'src/web/console',
  base: '/console/',
  plugins: [react()],
  build: {
    outDir: '../../../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 5173,
    proxy: { '/api': { target: process.env['FIRSTSTEP_URL'] ?? 'http://localhost:3000' } },
  },
});
