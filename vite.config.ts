import { resolve } from 'node:path'
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
      outputStructure: 'message-modules',
    }),
    react(),
    tailwindcss(),
  ],
  resolve: { alias: [{ find: /^brotli\/decompress\.js$/, replacement: resolve(import.meta.dirname, 'src/core/typeset/woff2.ts') }] },
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
      // The offline worker and what host pages load have addresses that never change: browsers and pages ask for them again by these.
      input: { index: resolve(import.meta.dirname, 'index.html'), 'check-worker': resolve(import.meta.dirname, 'src/client/offline/check-worker.ts'), embed: resolve(import.meta.dirname, 'src/embed/loader.ts') },
      // Schemas are calls, which bundlers take for effects: these rooms have none, so a page carries only the schemas it uses.
      treeshake: { moduleSideEffects: [{ test: /\/src\/(protocol|core\/(bytes|contract|consent|evidence)|client\/(api|ui))\//, sideEffects: false }] },
      output: {
        // What every page needs, in one file that outlives releases of the app.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: new RegExp(
                [
                  '/node_modules/(react|react-dom|scheduler|react-router|@tanstack|zod|cookie|set-cookie-parser|@noble)/',
                  '/src/client/(locale|api/(failure|keys|offer|request|sentence)|ui/(button|failure|frame|page|progress|toast|verdict))',
                  '/src/protocol/(offer|receipt|session)',
                  '/src/core/(bytes/(canonical-json|error|hex|sha256|text)|consent/fact)',
                ].join('|'),
              ),
            },
          ],
        },
        entryFileNames: ({ name }) => (name === 'check-worker' || name === 'embed' ? `${name}.js` : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  worker: { format: 'es' },
  server: { proxy: Object.fromEntries(['/api', '/pki', '/schemas'].map((path) => [path, { target: process.env['COUNTERSIGN_ADDRESS'] ?? 'http://localhost:3000' }])) },
})
