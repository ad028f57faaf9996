export interface Ids {
  /** 26 characters of Crockford base 32 that sort by the time they were made. */
  ulid(): string;
}

export interface Secrets {
  /** 128 random bits as 22 characters of base64url: nobody guesses it, and it tells no time. */
  secret(): string;
}
