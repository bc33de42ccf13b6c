// A copy of a value that comes from the shell or goes to it, free of what watches it: such values are JSON, and WebViews before
// Chrome 98 have no structuredClone, which Svelte's own `$state.snapshot` brings along.
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
