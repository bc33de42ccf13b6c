// Runes everywhere. Scoped styles stay outside of the scripts, so that the policy can forbid inline code.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

const HOME = new URL('.', import.meta.url).pathname
const parts = readdirSync(join(HOME, 'src'), { recursive: true, withFileTypes: true })
    .filter((file) => file.name.endsWith('.svelte'))
    .map((file) => join(file.parentPath, file.name))
    .sort()

/** The name of a part's styles: its number. A hash packs worse. A part that came since has only its hash. */
function styleName(filename, hash, css) {
    const at = parts.indexOf(resolve(HOME, filename))
    return at < 0 ? `s-${hash(css)}` : `s${at.toString(36)}`
}

export default {
    preprocess: vitePreprocess(),
    compilerOptions: {
        runes: true,
        discloseVersion: false,
        cssHash: ({ filename, hash, css }) => styleName(filename, hash, css),
    },
}
