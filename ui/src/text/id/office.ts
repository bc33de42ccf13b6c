// The office's screens.
export const office = {} as const
