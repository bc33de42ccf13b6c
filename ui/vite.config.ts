// How the windows are built: for WebViews from Chrome 87 on, with relative addresses, without anything inline.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Lucide's icons draw themselves by `src/parts/Glyph.svelte`. */
function ownIcons(): Plugin {
  const glyph = new URL('./src/parts/Glyph.svelte', import.meta.url).pathname
  const ofIcons = /\/@lucide\/svelte\/dist\/icons\//
  return {
    name: 'own-icons',
    enforce: 'pre',
    resolveId: (source, importer = '') => (source === '../Icon.svelte' && ofIcons.test(importer) ? glyph : null),
  }
}

interface Modules {
  getModuleInfo(id: string): { isEntry: boolean; importers: string[] } | null
}

/** Whether a module is read with the window: the entry, and all that it imports before it runs. */
function withWindow() {
  const known = new Map<string, boolean>()
  return function reached(id: string, modules: Modules): boolean {
    const before = known.get(id)
    if (before !== undefined) return before
    known.set(id, false)
    const info = modules.getModuleInfo(id)
    const is = info !== null && (info.isEntry || info.importers.some((importer) => reached(importer, modules)))
    known.set(id, is)
    return is
  }
}
const isFirst = withWindow()

export default defineConfig({
  base: './',
  plugins: [ownIcons(), svelte()],
  build: {
    // Chrome 87 knows all syntax that is in use here. For that target the build would still write `?.` and `#field` at length,
    // because of faults of V8 that later versions mended; tools/old-webviews.mjs refuses what touches those faults.
    target: 'chrome98',
    cssTarget: 'chrome87',
    modulePreload: { polyfill: false },
    // What the window begins with is one file: each further one costs a cheap phone some milliseconds.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ name: (id, modules) => (isFirst(id, modules) ? 'window' : null) }],
        },
      },
    },
    // For tools/size.mjs: which file reads which.
    manifest: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { port: 5199, strictPort: true, proxy: mockCore() },
  test: { include: ['tests/**/*.test.ts'], environment: 'node', setupFiles: ['tests/setup.ts'] },
})

/** In mock mode `SESI_MOCK_CORE` may name a local server that runs the real core. */
function mockCore(): Record<string, string> {
  const core = process.env['SESI_MOCK_CORE']
  return core ? { '/call': core, '/events': core } : {}
}
