export interface Ids {
  /** 26 characters of Crockford base 32 that sort by the time they were made. */
  ulid(): string;
}
