// Names as they are compared, the same way as the core does it. Pure.

/** Lower case, without accents and apostrophes; what is no letter or digit parts words. */
export function sameWords(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\p{M}'`\u2018\u2019\u201b\u02bc\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
