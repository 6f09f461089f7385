/** How the page is built: by the set-up into `dist`, or served live beside a running server by `npx vite node/page`. */
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const SERVER = process.env.SERVER ?? 'http://localhost:5001'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', reportCompressedSize: false },
  server: { proxy: { '/api': SERVER, '/health': SERVER, '/socket.io': { target: SERVER, ws: true } } },
})
