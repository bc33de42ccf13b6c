// Every place of the office's window.
export const OFFICE_PLACES = []
