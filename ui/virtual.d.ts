declare module "virtual:words" {
  /** The Fluent source of each language, by its code. */
  const catalogues: Record<string, string>;
  export default catalogues;
}

declare module "virtual:loader-words" {
  /** The loader's texts in the order of LOADER_KEYS, by language code. */
  const texts: Record<string, readonly string[]>;
  export default texts;
}
