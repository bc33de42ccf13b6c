// What short-keys.mjs gives to vite.config.ts.
import type { Plugin } from 'vite'

export function shortKeys(): Map<string, string>
export function shortenKeys(): Plugin
