/** The other side gave no answer within the client's own retries: whether it acted is unknown. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable';
}

export const isUnavailable = (error: unknown): error is Unavailable => error instanceof Unavailable;
