// How the windows are built: for WebViews from Chrome 87 on, with relative addresses, without anything inline.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: './',
  plugins: [svelte()],
  build: {
    // Chrome 87 knows all syntax that is in use here. For that target the build would still write `?.` and `#field` at length,
    // because of faults of V8 that later versions mended; tools/old-webviews.mjs refuses what touches those faults.
    target: 'chrome98',
    cssTarget: 'chrome87',
    modulePreload: { polyfill: false },
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
