import { paraglideVitePlugin } from '@inlang/paraglide-js'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The client's build: everything ends in dist/client, with a manifest the server reads the buyer's preloads from. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    paraglideVitePlugin({
      project: 'src/client/messages/project.inlang',
      outdir: 'src/client/messages/generated',
      strategy: ['globalVariable', 'baseLocale'],
      emitReadme: false,
    }),
    react(),
    tailwindcss(),
  ],
  build: {
    target: 'es2022',
    outDir: 'dist/client',
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  worker: { format: 'es' },
  server: { proxy: Object.fromEntries(['/api', '/pki', '/schemas'].map((path) => [path, { target: process.env['COUNTERSIGN_ADDRESS'] ?? 'http://localhost:3000' }])) },
})
