// A copy of a value that came from the shell, to be edited: such values are JSON, and WebViews before Chrome 98 have no structuredClone.
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
