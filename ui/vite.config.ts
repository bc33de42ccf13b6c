// How the windows are built: for WebViews from Chrome 87 on, with relative addresses, without anything inline.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { leanIcons } from './tools/lean-icons'
import { packWords } from './tools/pack-words'

export default defineConfig({
  base: './',
  plugins: [leanIcons(), svelte(), packWords()],
  build: {
    target: 'chrome87',
    cssTarget: 'chrome87',
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
