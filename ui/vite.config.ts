// How the windows are built: for WebViews from Chrome 87 on, with relative addresses, without anything inline.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { leanIcons } from './tools/lean-icons'
import { leanSvelte } from './tools/lean-svelte'
import { minifyAgain } from './tools/minify-again'
import { packWords } from './tools/pack-words'

export default defineConfig({
  base: './',
  plugins: [leanIcons(), svelte(), leanSvelte(), packWords(), minifyAgain()],
  build: {
    // Chrome 87 knows all syntax that is in use here. For that target the build would still write `?.` and `#field` at length,
    // because of faults of V8 that later versions mended; tools/old-webviews.mjs refuses what touches those faults.
    target: 'chrome98',
    cssTarget: 'chrome87',
    // One sheet packs smaller than two; a phone hardly notices the office's rules.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { port: 5199, strictPort: true, proxy: mockCore() },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
})

/** In mock mode `SESI_MOCK_CORE` may name a local server that runs the real core. */
function mockCore(): Record<string, string> {
  const core = process.env['SESI_MOCK_CORE']
  return core ? { '/call': core, '/events': core } : {}
}
