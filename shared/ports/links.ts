/** Links that need no item in the store: what they say is in them, under a signature. */
export interface SignedLinks {
  /** `purpose` keeps a token of one page from opening another. `text` can be read by whoever has the link. */
  seal(purpose: LinkPurpose, text: string): Promise<string>;
  /** The text; `undefined` when the token is not genuine. */
  open(purpose: LinkPurpose, token: string): Promise<string | undefined>;
}

export type LinkPurpose = 'unsubscribe' | 'survey-results';
